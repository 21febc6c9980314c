/** A question to Amazon about one request id, as a mail that only has to be sent. It names no account of a recipient. */
import type { DepositState } from '../../src/domain/deposit.ts'
import { toDecimal } from '../../src/domain/money.ts'
import { neverSent } from '../../src/domain/outcome.ts'
import { utc } from './voice.ts'

/** Incentives API, "Contact us". */
export const amazonSupport = 'incentives-api@giftcards.amazon.com'

export type Question = AskedDeposit & {
  readonly account: { readonly partnerId: string; readonly marketplace: string; readonly amazonEnv: string }
  readonly attempts: readonly AskedAttempt[]
  /** When a database that is lost may have sent it as well; null where none may have. */
  readonly forgotten: { readonly since: Date; readonly until: Date } | null
}

type AskedDeposit = {
  readonly state: DepositState
  readonly inDoubt: boolean
  readonly reason: string | null
  readonly requestId: string
  readonly amountMinor: number
  readonly currency: string
}

type AskedAttempt = {
  readonly startedAt: Date
  readonly outcome: string | null
  readonly reason: string | null
  readonly httpStatus: number | null
  readonly amazonRequestId: string | null
}

type Asked = Pick<Question, 'attempts' | 'forgotten'> & { readonly deposit: AskedDeposit }

/** What there is to ask about a deposit; null where it surely never left and nobody says that it was applied. */
export function questionOf(
  { deposit, attempts, forgotten }: Asked,
  account: Question['account'],
): Question | null {
  const unsent = attempts.length === 0 && !deposit.inDoubt && deposit.state !== 'deposited'
  return unsent ? null : { ...deposit, account, attempts, forgotten }
}

export function amazonMail(question: Question): string {
  const { requestId, account, currency } = question
  return `To: ${amazonSupport}
Subject: LoadAmazonBalance request id ${requestId}, partner ${account.partnerId}

Hello,

we have a question about one LoadAmazonBalance request.

Partner id:   ${account.partnerId}
Marketplace:  ${account.marketplace}
Environment:  ${account.amazonEnv}
Request id:   ${requestId} (loadBalanceRequestId)
Amount:       ${toDecimal(question)} ${currency}

${[...sendings(question), ask(question)].join('\n\n')}

Thank you.`
}

/** After a restore our records tell no more than how often it was sent at least. */
function sendings({ attempts, forgotten }: Question): string[] {
  const sent = attempts.filter(({ reason }) => reason !== neverSent)
  const times = sent.length === 1 ? 'once' : `${sent.length} times`
  const lost =
    forgotten &&
    `Our database was restored: we may have sent this request between ${utc(forgotten.since)} and ${utc(forgotten.until)}, always
under this request id, and have lost the record of it.`
  if (sent.length === 0) return [lost ?? 'We have no record of having sent it.']
  const known = lost ? `Our records tell that we sent it ${times}` : `We sent it ${times}`
  return [
    ...(lost ? [lost] : []),
    `${known}, always under this request id:`,
    sent.map(attemptLine).join('\n'),
  ]
}

function attemptLine(
  { startedAt, outcome, reason, httpStatus, amazonRequestId }: AskedAttempt,
  index: number,
): string {
  const facts = [
    `HTTP status ${httpStatus ?? 'none received'}`,
    heard({ outcome, reason, httpStatus }),
    `X-Amzn-RequestId ${amazonRequestId ?? 'none received'}`,
  ]
  return `${index + 1}. ${utc(startedAt)}: ${facts.join('; ')}`
}

/** What our words for an answer mean to Amazon. */
function heard({
  outcome,
  reason,
  httpStatus,
}: Pick<AskedAttempt, 'outcome' | 'reason' | 'httpStatus'>): string {
  if (outcome === null) return 'no answer yet'
  if (outcome === 'deposited') return 'you answered SUCCESS'
  if (outcome === 'unknown')
    return `we had no answer that we could rely on${httpStatus === null ? '' : ` (${reason})`}`
  return `you answered ${reason}`
}

function ask(question: Question): string {
  const { state, inDoubt, reason } = question
  if (state === 'deposited')
    return `${whyDeposited(question)} Please confirm that this request id was applied exactly once, and tell us when.`
  if (inDoubt || state === 'sending')
    return `Did you apply this request id? If you did: when, and for what amount? If you did not: is it certain that
none of our attempts will still be applied?`
  if (state === 'refused')
    return `${reason === 'resolved' ? 'Our staff decided that it was refused.' : `You refused it (${reason}).`} Please confirm that this request id was not applied, and tell us what the refusal means.`
  return `As we read your answer (${reason}), this request id was not applied. Please confirm that, and tell us what has to change
so that you accept it.`
}

/** Records that were compared, and people, say it too: then Amazon's answer may be none, or another one. */
function whyDeposited({ attempts, reason }: Question): string {
  if (attempts.some(({ outcome }) => outcome === 'deposited')) return 'You answered SUCCESS.'
  return `Our records say that it was applied (${reason === 'resolved' ? 'decided by our staff' : 'reconciled'}).`
}
