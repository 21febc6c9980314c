/** kill -9 at every step of a claim, the emulator left alive, in the two worlds that differ most after a kill. */
import { test } from 'node:test'
import { crashAndFinish, points, worlds } from './crash.ts'

for (const world of ['as assumed', 'a repeat is refused']) {
  for (const point of points) {
    test(`a kill ${point.replaceAll('-', ' ')} neither loses nor doubles the deposit where Amazon is so: ${world}`, t =>
      crashAndFinish(t, point, worlds[world] ?? {}))
  }
}
