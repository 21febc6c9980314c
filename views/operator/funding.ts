/** What the funds of a partner account come to, and how to add to them, in plain words: for the pages and the command line. */
import { type FundsState, leadBusinessDays } from '../../src/domain/funds.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import { formatMoney, formatTime, locales } from '../locale.ts'

const [english] = locales

export type KnownFunds = FundsState & { readonly account: PartnerAccount; readonly readAt: Date | null }

/** What is known, one line each. */
export function fundsFacts(funds: KnownFunds): ReadonlyArray<readonly [name: string, text: string]> {
  const { account, burnMinor, daysLeft, neededDays, readAt } = funds
  const { payment, marginDays } = account.funding
  const burn = burnMinor === 0 ? 'nothing in the last seven days' : `${money(funds, burnMinor)} a day`
  const rows: ReadonlyArray<readonly [string, string] | false> = [
    ['Funds', amount(funds)],
    readAt !== null && ['Amazon said so', formatTime(english, readAt, 'UTC')],
    ['Deposited', burn],
    daysLeft !== null && burnMinor > 0 && ['Lasts', `about ${days(daysLeft)}`],
    payment !== 'postpay' && [
      'A payment takes',
      `${days(neededDays)}: ${leadBusinessDays[payment]} business days from now and ${marginDays} to spare`,
    ],
  ]
  return rows.filter(row => row !== false)
}

function amount(funds: KnownFunds): string {
  const { account, fundsMinor } = funds
  if (account.amazonEnv === 'sandbox') return 'not known: Amazon’s sandbox always says 0'
  if (fundsMinor === null) return 'not known yet: Amazon has not told them'
  return money(funds, fundsMinor)
}

/** What is to be done now; null when nothing is. */
export function fundsAlert({ short, daysLeft, burnMinor, neededDays }: KnownFunds): string | null {
  if (!short) return null
  const end =
    burnMinor > 0 && daysLeft !== null ? `The funds last about ${days(daysLeft)}` : 'There are no funds'
  return `${end}, and a payment made now takes ${days(neededDays)}, the margin included. Add funds today, or claims will wait.`
}

/** How to add funds, one step each: Amazon's integration guide, "Fund the account". */
export function fundingSteps({ funding, partnerId }: PartnerAccount): string[] {
  const { payment, matchingId } = funding
  if (payment === 'postpay')
    return ['This account is paid for afterwards (FUNDS_PAYMENT=postpay), so nothing has to be paid in.']
  const way =
    payment === 'wire'
      ? 'A wire is there after about 2 business days.'
      : 'An ACH payment is there after about 3 business days.'
  return [
    `Take the bank account from the Incentives portal, never from a mail. ${way}`,
    `On the very first wire write “New API ${partnerId}” as the reference.`,
    matchingId === null
      ? 'On every later payment write the payment matching id, which the portal shows for this balance; put it into FUNDS_MATCHING_ID to read it here.'
      : `On every later payment write the payment matching id ${matchingId}.`,
    'The matching id belongs to this one balance. With another account’s id the money goes to that account.',
  ]
}

function money({ account }: KnownFunds, amountMinor: number): string {
  return formatMoney(english, { amountMinor, currency: account.currency })
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
