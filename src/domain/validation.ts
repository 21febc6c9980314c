/** The validation link: what is known of the one deposit that proves a partner account in production. */
import type { DepositState } from './deposit.ts'
import { type Finding, failed, open, passed } from './finding.ts'
import { type Money, toDecimal } from './money.ts'

export type Validation = {
  readonly claimLinkId: string
  readonly by: string
  readonly money: Money
  readonly expiresAt: Date
  /** Null while nobody has claimed it. */
  readonly state: DepositState | null
  /** What Amazon answered last, in words; null while it has not been asked. */
  readonly answer: string | null
  /** Minor units; null where nobody knows. */
  readonly fundsBefore: number | null
  readonly fundsAfter: number | null
  readonly portalBy: string | null
}

/** Tells its campaign from all others; who names another campaign so has one that proves nothing. */
export const validationSender = 'Launch validation'

/** How long the link can be claimed. */
export const validationMs = 86_400_000

/** Whether the funds went down by just the amount; null where they cannot be compared. */
export function fundsAgree({ money, fundsBefore, fundsAfter }: Validation): boolean | null {
  if (fundsBefore === null || fundsAfter === null) return null
  return fundsBefore - fundsAfter === money.amountMinor
}

/** What the step of the checklist comes to. */
export function judgeValidation(validation: Validation | null, now: Date): Finding {
  const make =
    'Make it on the page Launch, or with “launch validate”, and claim it with an Amazon account of yours.'
  if (!validation) return open('Nobody has made it yet.', make)
  const { state, expiresAt, by, portalBy } = validation
  if (state === null && now >= expiresAt) return open('It expired before anybody claimed it.', make)
  if (state === null)
    return open(`${by} made it; nobody has claimed it yet.`, 'Open it, sign in at Amazon and confirm.')
  if (state === 'refused')
    return failed(`Amazon refused it: ${validation.answer}.`, `Mend the cause. ${make}`)
  if (state !== 'deposited')
    return open(
      `It is ${state}: ${validation.answer ?? 'not sent yet'}.`,
      'Wait; “deposit show” says what is next.',
    )
  if (fundsAgree(validation) === false) return failed(fundsText(validation), unequal)
  if (portalBy === null)
    return open(
      `Deposited: ${validation.answer}. ${fundsText(validation)}`,
      'Find its row in the portal, then confirm it on the page Launch or with “launch portal”.',
    )
  return passed(`Deposited and seen in the portal by ${portalBy}. ${fundsText(validation)}`)
}

const unequal =
  'Compare AMOUNT_UNIT with your contract before anything else is deposited, and ask Amazon; if the funds changed for another reason, waive this step and say which.'

/** Funds before and after in words. */
export function fundsText(validation: Validation): string {
  const { money, fundsBefore, fundsAfter } = validation
  const words = (amountMinor: number) => `${toDecimal({ ...money, amountMinor })} ${money.currency}`
  if (fundsBefore === null || fundsAfter === null)
    return 'The funds cannot be compared, so the portal alone counts.'
  const difference = `Funds before ${words(fundsBefore)}, after ${words(fundsAfter)}`
  if (fundsAgree(validation)) return `${difference}: less by just the amount.`
  const change = fundsBefore - fundsAfter
  const how = `${change < 0 ? 'more' : 'less'} by ${words(Math.abs(change))}`
  return `${difference}: ${how} instead of less by ${words(money.amountMinor)}.`
}
