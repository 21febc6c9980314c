/**
 * Answers that mislead, word for word the same at any Amazon but never to be had on order: only an emulator can be made
 * to give them. None of them proves that nothing was applied, and only the same bytes again can tell.
 */
import type { Case } from '../case.ts'
import { notRun } from '../ending.ts'
import { type Expectation, expectAnswer, expectEqual } from '../expectation.ts'
import type { Scene } from '../scene.ts'
import { deposit } from './deposited.ts'
import { sentBody } from './request.ts'

const unknown: Expectation = { outcome: 'unknown', applied: 'unproven', hold: null, throttled: false }

export const misleadingCases: readonly Case[] = [
  row('ER-17', 'A connection that is cut', 'apply-then-cut', null),
  row('ER-18', 'HTTP 200 with the status PENDING', 'pending-200', 200),
  row('ER-19', 'HTTP 200 with the status RESEND', 'resend-200', 200),
  row('ER-20', 'HTTP 200 with the status FAILURE and no error', 'failure-200', 200),
  row('ER-21', 'Half of a JSON answer', 'truncated-json', 200),
  row('ER-22', 'A web page in the place of an answer', 'html-503', 503),
  row('ER-23', 'A redirect to another host', 'redirect', 302),
  {
    id: 'ER-24',
    title: 'A SUCCESS that names another request id',
    source: 'our own',
    expected: 'Not a deposit: the partner account stops for a person, because it would repeat for everybody.',
    check: 'Whether the client compares the echoed request id with its own.',
    run: async scene => {
      const requestId = scene.newId()
      await plant(scene, 'wrong-echo-id', requestId)
      expectAnswer(await scene.load('Load', { requestId }), { outcome: 'unknown', hold: 'echo' })
    },
  },
]

function row(id: string, title: string, fault: string, status: number | null): Case {
  return {
    ...{ id, title, source: 'our own' },
    expected: 'Neither a deposit nor a refusal. The same bytes again are SUCCESS, without a second load.',
    check: 'The row of classification.ts that took this answer.',
    run: async scene => {
      const requestId = scene.newId()
      await plant(scene, fault, requestId)
      const answer = await scene.load('Load', { requestId })
      const first = sentBody(scene)
      expectAnswer(answer, status === null ? unknown : { ...unknown, httpStatus: status })
      await deposit(scene, 'The same once more', { requestId })
      expectEqual('body of the second call', sentBody(scene), first)
    },
  }
}

async function plant({ stage }: Scene, fault: string, requestId: string): Promise<void> {
  if (!stage.plant) throw notRun('only an emulator can be made to answer so')
  await stage.plant(fault, requestId)
}
