/** I17: a deposit is refused only with proof that nothing was applied; what stays in doubt goes to a person in time. */
import { detailOf } from './entry.ts'
import { type Call, type Claim, clockToleranceMs, type Terms } from './evidence.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const dishonest = violationOf('I17')

/** A process looks for what is too old at least once in this time. */
const lookMs = 3_600_000

export const honestDoubt: Invariant = {
  name: 'I17',
  title: 'in-doubt is honest',
  count: ({ deposits }) => deposits.length,
  check: evidence =>
    evidence.claims.flatMap(claim => [...refusal(claim), ...age(claim, evidence), ...hidden(claim)]),
}

/** What the service may not decide, two people may. */
function refusal({ deposit, attempts, calls, loads, entries }: Claim): Violation[] {
  if (deposit.state !== 'refused') return []
  const types = entries.map(entry => detailOf(entry)?.type)
  const byPerson = types.includes('resolved')
  const open = attempts.find(attempt => attempt.applied !== 'no')
  const unclear = calls.find(isUnclear)
  const faults = [
    loads.length > 0 && 'refused, and the load was applied',
    !byPerson && open && `refused while attempt ${open.number} may have been applied`,
    !byPerson && unclear && `refused after a call that was answered ${unclear.answer ?? 'not at all'}`,
    byPerson && open && !types.includes('proposed') && 'refused in doubt by one person alone',
    attempts.length === 0 && !byPerson && 'refused without an attempt',
  ]
  return faults.filter(text => typeof text === 'string').map(text => dishonest(deposit.claimLinkId, text))
}

/** A complete F200, F300 or 403 says that nothing was applied; being throttled proves nothing either way. */
function isUnclear({ status, answer }: Call): boolean {
  const cause = answer ?? ''
  return status === null || status < 400 || status >= 500 || /^F[145]00\b|throttl/i.test(cause)
}

function age({ deposit, attempts, calls }: Claim, { resendWindowMs, takenAt }: Terms): Violation[] {
  const end = (deposit.firstSentAt ?? Number.POSITIVE_INFINITY) + resendWindowMs
  const unsure = attempts.findIndex(attempt => attempt.applied === 'unproven')
  const late = attempts.find(
    ({ startedAt }, index) => unsure >= 0 && index > unsure && (startedAt ?? 0) > end + clockToleranceMs,
  )
  const lateCall = unsure >= 0 && calls.slice(unsure + 1).some(call => call.at > end + clockToleranceMs)
  const forgotten = deposit.state === 'pending' && deposit.inDoubt && takenAt > end + lookMs
  const faults = [
    (late || lateCall) && 'sent again in doubt after the time in which Amazon surely knows the id',
    forgotten && 'in doubt for longer than it may be sent again, and no person was asked',
  ]
  return faults.filter(text => typeof text === 'string').map(text => dishonest(deposit.claimLinkId, text))
}

/** A call that got no answer, or Amazon's own trouble, leaves a doubt that the export admits. */
function hidden({ deposit, calls, attempts }: Claim): Violation[] {
  const settled = deposit.state === 'deposited' || deposit.state === 'sending'
  const unheard = calls.some(call => call.status === null || /^F[145]00\b/.test(call.answer ?? ''))
  const admitted = deposit.inDoubt || attempts.some(attempt => attempt.applied !== 'no')
  return !settled && unheard && !admitted
    ? [dishonest(deposit.claimLinkId, `${deposit.state} without doubt, though a call got no clear answer`)]
    : []
}
