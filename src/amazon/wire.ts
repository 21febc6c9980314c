/**
 * The wire of LoadAmazonBalance, in one place because Amazon publishes only part of it. Confirmed: the operation,
 * `partnerId`, the SUCCESS, FAILURE and RESEND statuses, the error envelope. Taken from siblings and to be confirmed
 * with Amazon before production: the names `loadBalanceRequestId`, `amount.value`, `account.id`, `account.type` and
 * `notificationDetails.notificationMessage`, the unit of the amount (AMOUNT_UNIT), the account type (ACCOUNT_TYPE) and
 * the echo (LOAD_ECHO). The answer of GetAvailableFunds is read here too.
 */
import { z } from 'zod'
import { parseJson } from '../domain/json.ts'
import { minorDigits } from '../domain/marketplace.ts'
import { type Money, toDecimal, toMinor } from '../domain/money.ts'
import type { AmountUnit, MockCodeIn, PartnerAccount } from '../domain/partner-account.ts'

export type Load = {
  readonly requestId: string
  readonly amazonAccount: string
  readonly money: Money
  /** What Amazon is asked to write to the recipient. */
  readonly notification?: string
}

/** The exact bytes of the request, to be stored before they are sent and sent unchanged ever after. */
export function loadBody(account: PartnerAccount, load: Load): Buffer {
  const { requestId, amazonAccount, money, notification } = load
  const { amountUnit, accountType } = account.incentives
  // Written by hand so that 25.00 keeps its decimals and never becomes a floating-point number.
  const text =
    `{"loadBalanceRequestId":${JSON.stringify(requestId)},"partnerId":${JSON.stringify(account.partnerId)},` +
    `"amount":{"currencyCode":${JSON.stringify(money.currency)},"value":${amountValue(money, amountUnit)}},` +
    `"account":{"id":${JSON.stringify(amazonAccount)},"type":${JSON.stringify(accountType)}}` +
    `${notification === undefined ? '' : `,"notificationDetails":${JSON.stringify({ notificationMessage: notification })}`}}`
  return Buffer.from(text)
}

/** The load with a mock code in the field that Amazon's sandbox reads it from ("Testing"); all else stays. */
export function withMockCode(load: Load, code: string, place: MockCodeIn): Load {
  return place === 'request-id' ? { ...load, requestId: code } : { ...load, amazonAccount: code }
}

const ownBody = z.object({
  loadBalanceRequestId: z.string(),
  notificationDetails: z.object({ notificationMessage: z.string() }).optional(),
})

/** The request id that these bytes of ours carry, and that the answer must echo. */
export function writtenRequestId(body: Buffer): string {
  return ownBody.parse(JSON.parse(body.toString())).loadBalanceRequestId
}

/** What these bytes of ours ask Amazon to write to the recipient, or undefined. */
export function writtenNotification(body: Buffer): string | undefined {
  return ownBody.parse(JSON.parse(body.toString())).notificationDetails?.notificationMessage
}

function amountValue(money: Money, unit: AmountUnit): string {
  return unit === 'minor' ? String(money.amountMinor) : toDecimal(money)
}

const text = z.string().nullish().catch(null)

/**
 * Read leniently: unknown fields pass and ill-typed words count as absent, so that no surprise hides a status. The
 * echo stays as it came: one that cannot be read is not absent but different.
 */
const loadReply = z.object({
  status: text,
  loadBalanceRequestId: z.unknown().optional(),
  amount: z.unknown().optional(),
  agcodResponse: z
    .object({ status: text, loadBalanceRequestId: z.unknown().optional() })
    .nullish()
    .catch(null),
  errorCode: text,
  errorType: text,
  __type: text,
  message: text,
  Message: text,
})

export type LoadReply = z.infer<typeof loadReply>

/** The answer's fields, or null when the body is not a JSON object. */
export function parseLoadReply(body: string): LoadReply | null {
  const parsed = loadReply.safeParse(parseJson(body))
  return parsed.success ? parsed.data : null
}

export type Echo = 'equal' | 'absent' | 'different'

/** Compares the echoed request id and amount with what was sent, as money: 25, 25.0 and "25.00" are equal. */
export function compareEcho(reply: LoadReply, requestId: string, money: Money, unit: AmountUnit): Echo {
  const { currencyCode, value } = amountOf(reply.amount)
  const digits = unit === 'minor' ? 0 : minorDigits(money.currency)
  const parts = [
    compare(reply.loadBalanceRequestId, id => id === requestId),
    compare(currencyCode, code => code === money.currency),
    compare(value, echoed => isDecimal(echoed) && toMinor(String(echoed), digits) === money.amountMinor),
  ]
  if (parts.includes('different')) return 'different'
  return parts.includes('absent') ? 'absent' : 'equal'
}

/** Whether the answer names a request id and it is not ours. Mock failures name none. */
export function namesOtherRequest(
  { agcodResponse, loadBalanceRequestId }: LoadReply,
  requestId: string,
): boolean {
  return [agcodResponse?.loadBalanceRequestId, loadBalanceRequestId].some(
    id => compare(id, own => own === requestId) === 'different',
  )
}

/** An amount that is no object is neither absent nor readable; it stands for both of its parts. */
function amountOf(amount: unknown): { currencyCode?: unknown; value?: unknown } {
  if (amount === null || amount === undefined) return {}
  const readable = typeof amount === 'object' && !Array.isArray(amount)
  return readable ? amount : { currencyCode: amount, value: amount }
}

function compare(echoed: unknown, isEqual: (echoed: unknown) => boolean): Echo {
  if (echoed === null || echoed === undefined) return 'absent'
  return isEqual(echoed) ? 'equal' : 'different'
}

function isDecimal(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

const fundsReply = z.object({
  status: z.literal('SUCCESS'),
  availableFunds: z.object({ amount: z.union([z.number(), z.string()]), currencyCode: z.string() }),
})

/** As Amazon words them: a decimal in major units. */
export type Funds = { readonly amount: string; readonly currency: string }

/** The available funds, or null when the answer says anything else. */
export function parseFundsReply(body: string): Funds | null {
  const parsed = fundsReply.safeParse(parseJson(body))
  if (!parsed.success) return null
  const { amount, currencyCode } = parsed.data.availableFunds
  return { amount: String(amount), currency: currencyCode }
}
