/** What the last step of a scene sent, for the cases that look at it. */
import { unmet } from '../ending.ts'
import type { Sent } from '../recorder.ts'
import type { Scene } from '../scene.ts'

/** Fails the case unless exactly one request left. */
export function expectSentOnce(scene: Scene): Sent {
  const [sent, ...more] = scene.sent()
  if (sent && more.length === 0) return sent
  throw unmet('exactly one request', `${scene.sent().length} requests`)
}

export function sentBody(scene: Scene): string {
  return String(scene.sent().at(-1)?.message.body ?? '')
}
