/** A question to Amazon about one request id, as a mail that only has to be sent. It names no account of a recipient. */
import type { DepositState } from '../../src/domain/deposit.ts'
import { toDecimal } from '../../src/domain/money.ts'
import { neverSent } from '../../src/domain/outcome.ts'
import { utc } from './voice.ts'

/** Incentives API, "Contact us". */
export const amazonSupport = 'incentives-api@giftcards.amazon.com'

export type Question = {
  readonly state: DepositState
  readonly inDoubt: boolean
  readonly reason: string | null
  readonly requestId: string
  readonly amountMinor: number
  readonly currency: string
  readonly account: { readonly partnerId: string; readonly marketplace: string; readonly amazonEnv: string }
  readonly attempts: readonly AskedAttempt[]
}

type AskedAttempt = {
  readonly startedAt: Date
  readonly outcome: string | null
  readonly reason: string | null
  readonly httpStatus: number | null
  readonly amazonRequestId: string | null
}

export function amazonMail(question: Question): string {
  const { requestId, account, currency } = question
  const sent = question.attempts.filter(({ reason }) => reason !== neverSent)
  return `To: ${amazonSupport}
Subject: LoadAmazonBalance request id ${requestId}, partner ${account.partnerId}

Hello,

we have a question about one LoadAmazonBalance request.

Partner id:   ${account.partnerId}
Marketplace:  ${account.marketplace}
Environment:  ${account.amazonEnv}
Request id:   ${requestId} (loadBalanceRequestId)
Amount:       ${toDecimal(question)} ${currency}

We sent it ${sent.length === 1 ? 'once' : `${sent.length} times`}, always under this request id:

${sent.map(attemptLine).join('\n')}

${ask(question)}

Thank you.`
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

function ask({ state, inDoubt, reason }: Question): string {
  if (state === 'deposited')
    return 'You answered SUCCESS. Please confirm that this request id was applied exactly once, and tell us when.'
  if (inDoubt || state === 'sending')
    return `Did you apply this request id? If you did: when, and for what amount? If you did not: is it certain that
none of these attempts will still be applied?`
  if (state === 'refused')
    return `You refused it (${reason}). Please confirm that this request id was not applied, and tell us what the refusal means.`
  return `As we read your answer (${reason}), this request id was not applied. Please confirm that, and tell us what has to change
so that you accept it.`
}
