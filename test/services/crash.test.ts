/** kill -9 at every step of a claim, the emulator left alive, in the two worlds that differ most after a kill. */
import { test } from 'node:test'
import { crashAndFinish, points, worlds } from './crash.ts'

/** Elsewhere nothing has left when the process dies, or all is recorded: no world is asked a second time. */
const repeating = ['after-first-byte', 'after-answer-headers', 'after-answer', 'before-record-commit']

const cases = { 'as assumed': points, 'a repeat is refused': repeating }

for (const [world, where] of Object.entries(cases)) {
  for (const point of where) {
    test(`a kill ${point.replaceAll('-', ' ')} neither loses nor doubles the deposit where Amazon is so: ${world}`, t =>
      crashAndFinish(t, point, worlds[world] ?? {}))
  }
}
