/** Amazon's calls with a stopwatch: the same answers, and each call is told to whoever counts them. */
import type { AmazonCall, NoteCall } from '../domain/amazon-call.ts'
import type { Answer } from '../domain/outcome.ts'
import type { IncentivesApi } from './incentives-api.ts'
import type { Login } from './login.ts'

type End = Pick<AmazonCall, 'outcome' | 'reason'>
type Timed = <T>(
  call: Pick<AmazonCall, 'operation' | 'partnerAccount'>,
  result: Promise<T>,
  endOf: (value: T) => End,
) => Promise<T>

/** `elapsedMs` is a steady clock. */
export function measureIncentives(
  api: IncentivesApi,
  note: NoteCall,
  elapsedMs: () => number,
): IncentivesApi {
  const timed = timedBy(note, elapsedMs)
  const call = (operation: AmazonCall['operation'], { name }: { readonly name: string }) => ({
    operation,
    partnerAccount: name,
  })
  return {
    ...api,
    loadAmazonBalance: (account, ...load) =>
      timed(call('LoadAmazonBalance', account), api.loadAmazonBalance(account, ...load), endOfLoad),
    getAvailableFunds: (account, mayLeave) =>
      timed(call('GetAvailableFunds', account), api.getAvailableFunds(account, mayLeave), funds =>
        funds ? answered : noAnswer,
      ),
    getActivityPage: (account, query) =>
      timed(call('GetGiftCardActivityPage', account), api.getActivityPage(account, query), page =>
        'refused' in page ? { outcome: 'refused', reason: page.refused } : answered,
      ),
  }
}

/** One sign-in is up to three requests, which a person waits for together. */
export function measureLogin(login: Login, note: NoteCall, elapsedMs: () => number): Login {
  const timed = timedBy(note, elapsedMs)
  return {
    ...login,
    signIn: (client, callback) =>
      timed({ operation: 'SignIn', partnerAccount: null }, login.signIn(client, callback), result =>
        result.ok ? answered : { outcome: result.trouble, reason: result.reason },
      ),
  }
}

const answered: End = { outcome: 'answered', reason: null }
const noAnswer: End = { outcome: 'no-answer', reason: null }

/** What provably never left used no slot of Amazon's. */
function endOfLoad({ outcome, applied, reason }: Answer): End {
  return { outcome: outcome === 'unknown' && applied === 'no' ? 'not-sent' : outcome, reason }
}

function timedBy(note: NoteCall, elapsedMs: () => number): Timed {
  return async (call, result, endOf) => {
    const begun = elapsedMs()
    const value = await result
    note({ ...call, ...endOf(value), ms: elapsedMs() - begun })
    return value
  }
}
