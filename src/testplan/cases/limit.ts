/** The two cases that need time: too many calls, and an answer that does not come. */
import type { Case } from '../case.ts'
import { unavailable, unmet } from '../ending.ts'
import { expectAnswer, expectEqual } from '../expectation.ts'
import type { Scene } from '../scene.ts'
import { deposit, isSandbox } from './deposited.ts'
import { mockLoad } from './mock-code.ts'
import { sentBody } from './request.ts'

export const throttle: Case = {
  id: 'ER-01',
  title: 'More calls than the limit are throttled, and nobody is refused for it',
  source: 'Amazon: error page',
  expected:
    'Some of twice the limit are answered "Rate exceeded"; the client asks for a slower pace. After a rest it works again.',
  check: "What Amazon's throttling looks like (HTTP status, __type, message), and the limit of this partner.",
  run: async scene => {
    const { callsPerSecond, throttleRestMs, sleep } = scene.stage
    const loads = Array.from({ length: 2 * callsPerSecond }, () => mockLoad(scene, 'F0000'))
    const answers = await scene.burst(`${loads.length} mock loads at once`, loads)
    await sleep(throttleRestMs)
    const throttled = answers.filter(answer => answer.outcome !== 'deposited')
    for (const answer of throttled) {
      expectAnswer(answer, { outcome: 'ours', applied: 'unproven', throttled: true, hold: null })
    }
    expectAnswer(await scene.load('After a rest', mockLoad(scene, 'F0000')), { outcome: 'deposited' })
    if (throttled.length === 0) throw notThrottled(scene, loads.length)
  },
}

/** Long enough for a planted loss to be applied before. */
const lostAfterMs = 500
/** For a busy machine to notice that the time is over. */
const slackMs = 2_000

/** In the sandbox the network may be too slow for it. */
function notThrottled({ stage }: Scene, calls: number): Error {
  return isSandbox(stage)
    ? unavailable(`Amazon answered ${calls} calls at once without throttling any`)
    : unmet('some are throttled', `none of ${calls} was`)
}

export const loseAnswer: Case = {
  id: 'ER-02',
  title: 'A lost answer is unknown, and the same request id again tells',
  source: 'our own',
  expected:
    'No answer in time is neither a deposit nor a refusal. The same bytes again are SUCCESS, without a second load.',
  check: 'Whether the deadline was short enough; whether the client repeats id and body unchanged.',
  run: async scene => {
    const requestId = scene.newId()
    const deadlineMs = await shortDeadline(scene, requestId)
    const lost = await scene.load(`Load, with ${deadlineMs} ms for the answer`, { requestId }, { deadlineMs })
    const first = sentBody(scene)
    if (isSandbox(scene.stage) && lost.outcome === 'deposited') {
      throw unavailable(`the answer came within ${deadlineMs} ms, so none was lost`)
    }
    expectAnswer(lost, { outcome: 'unknown', applied: 'unproven', hold: null })
    const tookMs = scene.steps().at(-1)?.durationMs ?? 0
    if (tookMs > deadlineMs + slackMs) throw unmet(`no more than ${deadlineMs} ms of waiting`, `${tookMs} ms`)
    await deposit(scene, 'The same once more', { requestId })
    expectEqual('body of the second call', sentBody(scene), first)
  },
}

/** Half of what an ordinary load takes on a warm connection, unless this environment can lose an answer by itself. */
async function shortDeadline(scene: Scene, requestId: string): Promise<number> {
  if (scene.stage.plant) {
    await scene.stage.plant('apply-then-never-answer', requestId)
    return lostAfterMs
  }
  await deposit(scene, 'An ordinary load, to see how long one takes', { requestId: scene.newId() })
  return Math.max(5, Math.floor((scene.steps().at(-1)?.durationMs ?? 0) / 2))
}
