/** Amazon's activity page as a source: every page at Amazon's pace, whole or not at all, and honest about what it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity, ActivityPage } from '../../src/amazon/activity-wire.ts'
import { loadBody } from '../../src/amazon/wire.ts'
import { activitySource } from '../../src/services/activity-records.ts'
import { accountOf, type Context } from '../../src/services/context.ts'
import { consented, freshLinkId, jane, sendAlone, startCore } from '../helpers/consented.ts'
import { always, close, kindsOf, reconcile } from '../helpers/reconciled.ts'
import { setFaults, type TestService } from '../helpers/service.ts'

/** The source of the service's one account, and how often it waited. */
function sourceFor(service: Pick<TestService, 'context'>) {
  const waited = { times: 0 }
  const pause = async () => {
    waited.times++
  }
  return { source: activitySource(service.context, accountOf(service.context, 'default'), pause), waited }
}

async function loadDirectly({ context }: TestService, requestId: string): Promise<void> {
  const account = accountOf(context, 'default')
  const money = { amountMinor: 100, currency: 'USD' }
  const body = loadBody(account, { requestId, amazonAccount: jane, money })
  await context.incentives.loadAmazonBalance(account, { requestId, money, body })
}

test('deposits that the page lists are equal, and the report says what the page proves', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await sendAlone(service, id)
  const { source, waited } = sourceFor(service)
  const { summary, found } = await reconcile(service, source)
  assert.deepEqual(found, [])
  assert.deepEqual(summary.atAmazon, [{ currency: 'USD', count: 1, amountMinor: 2500 }])
  assert.match(summary.notProven.join('\n'), /Nobody has seen whether Amazon lists loads/)
  assert.match(summary.notProven.join('\n'), /last record is of \d{4}-/)
  assert.equal(waited.times, 0)
})

test('a forgotten load that the page lists is closed', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  await loadDirectly(service, `Emul1${id}`)
  const { source } = sourceFor(service)
  assert.deepEqual(kindsOf(await reconcile(service, source)), [
    'unclaimed-here: unclaimed',
    'amount: unclaimed',
  ])
  assert.equal((await close(service, source)).claim, 1)
  assert.deepEqual(kindsOf(await reconcile(service, source)), ['amount: deposited'])
})

test('more than a page is read page by page, with a pause before each call but the first', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  for (let first = 0; first < 1_010; first += 10)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => loadDirectly(service, `Emul1N${first + index}`)),
    )
  const { source, waited } = sourceFor(service)
  const { summary, found } = await reconcile(service, source)
  assert.equal(found.length, 1_010)
  assert.deepEqual(summary.atAmazon, [{ currency: 'USD', count: 1_010, amountMinor: 101_000 }])
  assert.equal(waited.times, 1)
})

test('a throttled call is repeated after a pause, and given up when others keep using the minute', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  const throttle = { fault: 'throttle', operation: 'GetGiftCardActivityPage' }
  const { source, waited } = sourceFor(service)
  await setFaults(service, [{ ...throttle, count: 2 }])
  assert.deepEqual((await reconcile(service, source)).found, [])
  assert.equal(waited.times, 2)
  await setFaults(service, [throttle])
  await assert.rejects(reconcile(service, source), {
    code: 'unavailable',
    message: /Amazon answered Throttled/,
  })
})

test('a page that fails is named and nothing is compared', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  await setFaults(service, [{ fault: 'html-503', operation: 'GetGiftCardActivityPage' }])
  await assert.rejects(reconcile(service, sourceFor(service).source), {
    code: 'unavailable',
    message: /Amazon answered unrecognised; try again later.*Nothing was compared/,
  })
})

test('without a claim link the period must be given', async t => {
  const service = await startCore(t)
  await assert.rejects(reconcile(service, sourceFor(service).source), {
    message: /^--since: no claim link here/,
  })
  const since = new Date('2026-01-01T00:00:00Z')
  const { found } = await reconcile(service, sourceFor(service).source, { ...always, since })
  assert.deepEqual(found, [])
})

const activity: Activity = {
  type: 'AmazonBalanceLoad',
  requestId: 'Emul1A',
  amount: '1.0',
  currency: 'USD',
  at: 'Mon Sep 22 16:39:07 UTC 2014',
  success: true,
  real: true,
}

/** An Amazon that pages in another way than the emulator. */
function answering(context: Context, pages: readonly ActivityPage[]): Context {
  const getActivityPage: Context['incentives']['getActivityPage'] = async (_account, { pageIndex }) =>
    pages[pageIndex] ?? { activities: [], total: 0 }
  return { ...context, incentives: { ...context.incentives, getActivityPage } }
}

const pageOf = (from: number, count = 1_000): Activity[] =>
  Array.from({ length: count }, (_, index) => ({ ...activity, requestId: `Emul1N${from + index}` }))

const strange: readonly (readonly [string, readonly ActivityPage[], RegExp])[] = [
  [
    'counts rows instead of pages',
    [
      { activities: pageOf(0), total: 1_500 },
      { activities: pageOf(1), total: 1_500 },
    ],
    /counts pageIndex in rows/,
  ],
  ['gives fewer rows than it counts', [{ activities: pageOf(0, 5), total: 7 }], /gave 5 of 7 transactions/],
  [
    'does not allow it',
    [{ refused: 'APIGetGiftCardActivityPageIsDisabled' }],
    /this partner may not call GetGiftCardActivityPage; ask Amazon to allow it/,
  ],
  [
    'gives an amount that is none',
    [{ activities: [{ ...activity, amount: '1.005' }], total: 1 }],
    /activity 1: cardValue.amount: "1.005"/,
  ],
]
for (const [what, pages, message] of strange) {
  test(`an activity page that ${what} is refused, and nothing is compared`, async t => {
    const service = await startCore(t)
    await freshLinkId(service)
    const context = answering(service.context, pages)
    await assert.rejects(reconcile({ context }, sourceFor({ context }).source), { message })
    assert.deepEqual(await service.database.query('select from amazon_record'), [])
  })
}

test('gift cards, repeats and what has no value are left out; a failed load is not applied', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  const activities = [
    { ...activity, type: 'GCCreation' },
    { ...activity, real: false },
    { ...activity, amount: null, currency: null },
    { ...activity, success: false },
  ]
  const context = answering(service.context, [{ activities, total: 4 }])
  const { summary, found } = await reconcile({ context }, sourceFor({ context }).source)
  assert.deepEqual([summary.covers.records, summary.covers.notApplied], [1, 1])
  assert.deepEqual(found, [])
})
