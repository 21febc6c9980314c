import type { Answer } from '../../../src/domain/outcome.ts'
import type * as real from '../../../src/storage/attempt.ts'
import { type Work, within } from '../memory-database.ts'

export const finish: typeof real.finish = (tx, claimLinkId, number, answer) =>
  within(tx, 'finish attempt', work => end(work, claimLinkId, number, answer))

export function end(work: Work, claimLinkId: string, number: number, answer: Answer): void {
  const attempt = work.find('attempt', `${claimLinkId}/${number}`)
  if (attempt && (attempt.answer === null || answer.outcome === 'deposited'))
    work.put('attempt', `${claimLinkId}/${number}`, { ...attempt, answer })
}

export const abandon: typeof real.abandon = (tx, claimLinkId) =>
  within(tx, 'abandon attempt', work => {
    const answer = { outcome: 'unknown', applied: 'unproven', reason: 'no-answer-recorded' } as const
    const open = work.list('attempt').filter(row => row.claimLinkId === claimLinkId && row.answer === null)
    for (const attempt of open)
      work.put('attempt', `${claimLinkId}/${attempt.number}`, { ...attempt, answer })
  })

/** Whether others were taken meanwhile is not modelled: waits may be longer than they would be. */
export const countOwn: typeof real.countOwn = (tx, claimLinkId, reason) =>
  within(tx, 'count own', work => {
    const isOwn = (row: { readonly claimLinkId: string }) => row.claimLinkId === claimLinkId
    return work.list('attempt').filter(row => isOwn(row) && row.answer?.reason === reason).length
  })

export const countUnclear: typeof real.countUnclear = (tx, claimLinkId) =>
  within(tx, 'count unclear', work => {
    const own = work.list('attempt').filter(row => row.claimLinkId === claimLinkId)
    return own.filter(({ answer }) => answer?.outcome === 'unknown' && answer.reason !== 'not-sent').length
  })
