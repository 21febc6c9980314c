/** Amazon's activity page, call by call, as records of what Amazon knows. */
import {
  type Activity,
  type ActivityPage,
  type ActivityQuery,
  activityPageSize,
} from '../amazon/activity-wire.ts'
import { type AmazonRecord, readCurrency, readRequestId, readTime } from '../domain/amazon-record.ts'
import { DomainError } from '../domain/errors.ts'
import { minorDigits } from '../domain/marketplace.ts'
import { toMinor } from '../domain/money.ts'
import { keyRefused } from '../domain/outcome.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as reconciliations from '../storage/reconciliation.ts'
import type { Context } from './context.ts'
import { readable } from './readable-rows.ts'
import type { Period, Source } from './reconcile.ts'

/** `pause` waits until Amazon takes the next call: once a minute, or it may block the partner. */
export function activitySource(
  context: Context,
  account: PartnerAccount,
  pause: () => Promise<void>,
): Source {
  return {
    kind: 'activity-page',
    name: 'activity page',
    completeUntil: null,
    read: async function* (period, readAt) {
      const since = await startOf(context, account, period)
      const until = new Date((period.until ?? readAt).getTime() + skewMs)
      yield* activityRecords(context, { account, since, until, pause })
    },
  }
}

/**
 * Amazon's clock and ours may differ by as much as a signature may, and its times end at the second. What is read
 * beyond the period is compared by request id alone.
 */
const skewMs = 15 * 60_000

/** A deposit of the period may have been applied before it, and nothing before the first link. */
async function startOf({ database }: Context, { name }: PartnerAccount, period: Period): Promise<Date> {
  const sent = await reconciliations.earliestSend(database, name, period)
  const first = period.since ?? (await reconciliations.firstLink(database, name))
  if (!first)
    throw new DomainError('invalid-input', '--since: no claim link here tells where to begin; give a date')
  return new Date(Math.min(first.getTime(), (sent ?? first).getTime()) - skewMs)
}

type Asked = {
  readonly account: PartnerAccount
  readonly since: Date
  readonly until: Date
  readonly pause: () => Promise<void>
}

type Numbered = { readonly activity: Activity; readonly number: number }

/**
 * Every load of the time span; gift cards are left out. Throws `unavailable` when Amazon gives no page, or pages that
 * do not make a whole.
 */
function activityRecords(context: Context, asked: Asked): AsyncGenerator<AmazonRecord> {
  return readable(
    loads(context, asked),
    ({ activity }) => recordOf(activity),
    ({ number }) => `activity ${number}`,
  )
}

/** Types that Amazon's recordings show for gift cards; how it would call a load nobody knows, so the rest is read. */
const ofGiftCards = /^GC/

async function* loads(context: Context, asked: Asked): AsyncGenerator<Numbered> {
  let number = 0
  for await (const activity of activities(context, asked)) {
    number++
    if (!ofGiftCards.test(activity.type) && activity.real && activity.amount !== null)
      yield { activity, number }
  }
}

async function* activities(context: Context, asked: Asked): AsyncGenerator<Activity> {
  const { since, until } = asked
  let before: readonly Activity[] = []
  let seen = 0
  for (let pageIndex = 0; ; pageIndex++) {
    if (pageIndex > 0) await asked.pause()
    const requestId = `${asked.account.partnerId}A${context.randomBytes(10).toString('hex')}`
    const page = await askPage(context, asked, { requestId, since, until, pageIndex })
    refuseOverlap(before, page.activities)
    yield* page.activities
    seen += page.activities.length
    before = page.activities
    if (page.activities.length < activityPageSize) return refusePart(seen, page.total)
  }
}

type Listed = Extract<ActivityPage, { activities: unknown }>

/** Another caller may have used this minute's call, or a key is refused and the other one is next. */
const passing = ['Throttled', keyRefused]
const mostTries = 3

async function askPage(context: Context, { account, pause }: Asked, query: ActivityQuery): Promise<Listed> {
  for (let tries = 1; ; tries++) {
    const page = await context.incentives.getActivityPage(account, query)
    if (!('refused' in page)) return page
    if (!passing.includes(page.refused) || tries === mostTries) throw noPage(page.refused)
    await pause()
  }
}

function noPage(reason: string): DomainError {
  const why = /Disabled|AccessDenied|OperationNotPermitted/.test(reason)
    ? 'this partner may not call GetGiftCardActivityPage; ask Amazon to allow it, or take a CSV from them with --csv'
    : 'try again later, or take a CSV from Amazon with --csv'
  return new DomainError(
    'unavailable',
    `the activity page: Amazon answered ${reason}; ${why}. Nothing was compared`,
  )
}

/** Some clients take pageIndex for a number of rows; then the second page would begin with the first one's second row. */
function refuseOverlap([, second]: readonly Activity[], [first]: readonly Activity[]): void {
  if (!second || JSON.stringify(second) !== JSON.stringify(first)) return
  throw new DomainError(
    'unavailable',
    'the activity page: Amazon counts pageIndex in rows, not pages, so its pages overlap. Nothing was compared',
  )
}

function refusePart(seen: number, total: number): void {
  if (seen === total) return
  throw new DomainError(
    'unavailable',
    `the activity page: Amazon gave ${seen} of ${total} transactions. Nothing was compared; try again later`,
  )
}

function recordOf({ requestId, amount, currency: code, at, success }: Activity): AmazonRecord {
  const currency = readCurrency(code ?? '', 'cardValue.currencyCode')
  const amountMinor = toMinor(amount ?? '', minorDigits(currency))
  if (!amountMinor) throw new Error(`cardValue.amount: "${amount}" is not an amount in ${currency}`)
  return {
    requestId: readRequestId(requestId, 'requestId'),
    amountMinor,
    currency,
    account: null,
    at: readTime(at, 'activityTime'),
    applied: success,
  }
}
