/** R1 in full: kill -9 at every step of a claim in every world; main.ts runs this file with node --test. */
import { test } from 'node:test'
import { crashAndFinish, points, worlds } from '../services/crash.ts'

for (const [name, world] of Object.entries(worlds)) {
  for (const point of points) test(`${point}: ${name}`, t => crashAndFinish(t, point, world))
}
