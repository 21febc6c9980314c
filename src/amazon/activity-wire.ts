/**
 * The wire of GetGiftCardActivityPage, as recorded for gift cards in 2014. Nobody has seen whether Amazon lists loads
 * there, nor under which `activityType`; whether `pageIndex` counts pages or rows is disputed.
 */
import { z } from 'zod'
import { parseJson } from '../domain/json.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { safeWord } from './received.ts'
import type { Reply } from './transport.ts'

/** The most that Amazon gives at once. */
export const activityPageSize = 1_000

/** Both ends are included, to the second. */
export type ActivityQuery = {
  readonly requestId: string
  readonly since: Date
  readonly until: Date
  readonly pageIndex: number
}

/** `amount` is a decimal in major units; both parts of the value are null where Amazon gives none. */
export type Activity = {
  readonly type: string
  readonly requestId: string
  readonly amount: string | null
  readonly currency: string | null
  readonly at: string
  readonly success: boolean
  /** False for a repeat that moved nothing. */
  readonly real: boolean
}

export type ActivityPage =
  | { readonly activities: readonly Activity[]; readonly total: number }
  | { readonly refused: string }

export function activityBody({ partnerId }: PartnerAccount, query: ActivityQuery): Buffer {
  const { requestId, since, until, pageIndex } = query
  return Buffer.from(
    JSON.stringify({
      requestId,
      partnerId,
      utcStartDate: toSecond(since),
      utcEndDate: toSecond(until),
      pageIndex,
      pageSize: activityPageSize,
      showNoOps: false,
    }),
  )
}

function toSecond(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

const row = z.object({
  activityStatus: z.string(),
  activityTime: z.string(),
  activityType: z.string(),
  requestId: z.string(),
  isRealOp: z.union([z.string(), z.boolean()]).nullish(),
  cardValue: z.object({ amount: z.union([z.number(), z.string()]), currencyCode: z.string() }).nullish(),
})

const page = z.object({
  status: z.literal('SUCCESS'),
  cardActivityList: z.array(row).nullish(),
  totalNumberOfTransactionsInRequestedTimeFrame: z.number().int().nonnegative(),
})

const error = z.object({ errorCode: z.string().nullish(), errorType: z.string().nullish() })

/** An answer in any other form than the recorded one is `refused` as `unrecognised`: a list is whole or nothing. */
export function parseActivityReply({ status, text }: Pick<Reply, 'status' | 'text'>): ActivityPage {
  const json = parseJson(text)
  const parsed = page.safeParse(json)
  if (status === 200 && parsed.success) {
    const { cardActivityList, totalNumberOfTransactionsInRequestedTimeFrame: total } = parsed.data
    return { activities: (cardActivityList ?? []).map(activityOf), total }
  }
  if (/rate exceeded|throttl/i.test(text)) return { refused: 'Throttled' }
  const told = error.safeParse(json).data
  return { refused: safeWord(told?.errorType) ?? safeWord(told?.errorCode) ?? 'unrecognised' }
}

function activityOf({ cardValue, isRealOp, ...given }: z.infer<typeof row>): Activity {
  return {
    type: given.activityType,
    requestId: given.requestId,
    amount: cardValue ? String(cardValue.amount) : null,
    currency: cardValue?.currencyCode ?? null,
    at: given.activityTime,
    success: given.activityStatus === 'Success',
    real: String(isRealOp ?? true) === 'true',
  }
}
