/** What a page says of the time left, in words, is right within a tenth for 95 % of those who wait half a minute. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Course, simulate } from './simulation.ts'

const longMs = 30_000
const configured = 9.7

/** `count` consents from `fromMs` on, `everyMs` apart, or all at once. */
function consents(count: number, fromMs: number, everyMs: number): number[] {
  return Array.from({ length: count }, (_, index) => fromMs + index * everyMs)
}

const courses: Readonly<Record<string, Course>> = {
  'a blast, most of it at once': {
    lanes: [[...consents(600, 0, 40), ...consents(900, 24_000, 100)]],
    configured,
    real: configured,
    fromMs: 0,
  },
  'two campaigns, one much longer, which goes on growing': {
    lanes: [[...consents(700, 0, 30), ...consents(300, 40_000, 200)], consents(250, 0, 50)],
    configured,
    real: configured,
    fromMs: 0,
  },
  'Amazon so slow that only half of the pace is reached': {
    lanes: [consents(800, 0, 5)],
    configured,
    real: 0.5 * configured,
    fromMs: 6_000,
  },
}

for (const [name, course] of Object.entries(courses)) {
  test(`the time left is right: ${name}`, t => {
    const { promises, broken } = simulate(course, longMs)
    t.diagnostic(
      `${promises} promises, ${broken.length} broken, such as ${JSON.stringify(broken.slice(0, 3))}`,
    )
    assert.ok(promises > 1_000, `${promises} promises`)
    assert.ok(broken.length <= 0.05 * promises, `${broken.length} of ${promises} are broken`)
  })
}

test('the simulation notices broken promises: nobody measures that it goes faster than it is configured', () => {
  const course = { lanes: [consents(400, 0, 5)], configured: 7, real: configured, fromMs: 0 }
  const { promises, broken } = simulate(course, longMs)
  assert.ok(promises > 50 && broken.length > 0.9 * promises, `${broken.length} of ${promises}`)
})
