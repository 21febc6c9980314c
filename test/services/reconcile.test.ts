/** Deposits against what Amazon knows: equal ledgers, and each kind of difference made on purpose. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AmazonRecord } from '../../src/domain/amazon-record.ts'
import { issueScenario } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { consented, freshLinkId, john, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { emulatorLedger, kindsOf, madeUp, reconcile, recordOf } from '../helpers/reconciled.ts'
import type { TestService } from '../helpers/service.ts'

async function deposited(service: TestService, amount = '25.00', account?: string): Promise<string> {
  const id = await consented(service, { amount }, account)
  await sendAlone(service, id)
  // In the millisecond in which the source is read, it would count as too new.
  await service.database.query("update deposit set decided_at = decided_at - interval '1 second'")
  return id
}

test('equal ledgers have no difference and equal sums', async t => {
  const service = await startCore(t)
  for (const amount of ['25.00', '0.10', '19.99']) await deposited(service, amount)
  await deposited(service, '7.30', john)
  await consented(service)
  const { summary, found } = await reconcile(service, emulatorLedger(service))
  assert.deepEqual(found, [])
  assert.deepEqual(summary.here, [
    { state: 'deposited', currency: 'USD', count: 4, amountMinor: 5239 },
    { state: 'pending', currency: 'USD', count: 1, amountMinor: 2500 },
  ])
  assert.deepEqual(summary.atAmazon, [{ currency: 'USD', count: 4, amountMinor: 5239 }])
  assert.equal(summary.covers.records, 4)
  const left = await service.database.query('select from amazon_record')
  assert.equal(left.length, 0, 'what was read is forgotten')
})

const states = ['pending', 'sending', 'review', 'refused', 'deposited'] as const

/** Puts the deposit where a crash, a person or Amazon would have left it. */
async function put(service: TestService, id: string, state: (typeof states)[number]): Promise<void> {
  await service.database.query(
    `update deposit set state = $2, leased_until = case when $2 = 'sending' then now() + interval '1 hour' end,
       decided_at = case when $2 in ('refused', 'deposited') then now() - interval '1 second' end where claim_link_id = $1`,
    [id, state],
  )
}

for (const state of states) {
  test(`a load that Amazon applied and that is ${state} here is ${state === 'deposited' ? 'no' : 'a'} difference`, async t => {
    const service = await startCore(t)
    const id = await consented(service)
    await put(service, id, state)
    const kinds = kindsOf(await reconcile(service, madeUp([recordOf(id)])))
    assert.deepEqual(kinds, state === 'deposited' ? [] : [`not-deposited-here: ${state}`])
  })

  test(`a deposit that is ${state} here and unknown or refused at Amazon is ${state === 'deposited' ? 'a' : 'no'} difference`, async t => {
    const service = await startCore(t)
    const id = await consented(service)
    await put(service, id, state)
    const expected = state === 'deposited' ? ['unknown-at-amazon: deposited'] : []
    assert.deepEqual(kindsOf(await reconcile(service, madeUp([]))), expected)
    assert.deepEqual(kindsOf(await reconcile(service, madeUp([recordOf(id, { applied: false })]))), expected)
  })
}

test('what Amazon applied on an unclaimed, a revoked and a rehearsal link, and without any link here, is listed', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const unclaimed = await freshLinkId(service)
  const revoked = await freshLinkId(service)
  await revokeLink(service.context, revoked, 'Ann')
  const rehearsal = (await issueRehearsal(service.context, campaign, 'Ann')).id
  const foreign = recordOf(unclaimed, { requestId: 'OtherPartner1' })
  const lost = 'Z'.repeat(26)
  const records = [unclaimed, revoked, rehearsal, lost].map(id => recordOf(id))
  const reconciled = await reconcile(service, madeUp([...records, foreign]))
  assert.deepEqual(kindsOf(reconciled).toSorted(), [
    'no-link-here: nothing',
    'revoked-here: rehearsal',
    'revoked-here: revoked',
    'unclaimed-here: unclaimed',
  ])
  assert.equal(reconciled.summary.covers.foreign, 1)
  assert.equal(reconciled.found.find(({ kind }) => kind === 'no-link-here')?.requestId, `Emul1${lost}`)
})

const contradictions: readonly (readonly [string, Partial<AmazonRecord>, readonly string[]])[] = [
  ['amount', { amountMinor: 2501 }, ['amount: deposited']],
  ['currency', { currency: 'CAD' }, ['currency: deposited']],
  ['account', { account: john }, ['account: deposited']],
  ['amount and account', { amountMinor: 1, account: john }, ['amount: deposited', 'account: deposited']],
  ['account that the source does not tell', { account: null }, []],
  ['time that the source does not tell', { at: null }, []],
]
for (const [what, changes, expected] of contradictions) {
  test(`a different ${what} is ${expected.length > 0 ? 'listed' : 'no difference'}`, async t => {
    const service = await startCore(t)
    const id = await deposited(service)
    assert.deepEqual(kindsOf(await reconcile(service, madeUp([recordOf(id, changes)]))), expected)
  })
}

test('one request id that Amazon applied twice is listed, and both count in its sum', async t => {
  const service = await startCore(t)
  const id = await deposited(service)
  const once = await deposited(service)
  const refusedBefore = recordOf(once, { applied: false })
  const records = [recordOf(id), recordOf(id, { account: john }), refusedBefore, recordOf(once)]
  const { summary, found } = await reconcile(service, madeUp(records))
  assert.deepEqual(
    found.map(({ kind, known }) => [kind, known?.times]),
    [['applied-twice', 2]],
  )
  assert.deepEqual(summary.atAmazon, [{ currency: 'USD', count: 3, amountMinor: 7500 }])
  assert.deepEqual(summary.covers.notApplied, 1)
})

test('scenarios are left out and counted', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const { id } = await issueScenario(
    service.context,
    campaign,
    { code: 'F0000', amountMinor: 2500 },
    'a test',
  )
  await consent(service.context, await signedIn(service, id))
  await sendAlone(service, id)
  const { summary, found } = await reconcile(service, emulatorLedger(service))
  assert.deepEqual(found, [])
  assert.deepEqual(summary.here, [])
  assert.equal(summary.leftOut.scenarios, 1)
})

test('a period compares what was decided in it, with records from beyond it by request id', async t => {
  const service = await startCore(t)
  const [early, late] = [await deposited(service), await deposited(service)]
  const decide = (id: string, at: string) =>
    service.database.query('update deposit set decided_at = $2 where claim_link_id = $1', [id, at])
  await decide(early, '2026-10-31T23:59:59Z')
  await decide(late, '2026-11-01T00:00:00Z')
  const november = { since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') }
  const october = { since: null, until: november.since }
  const ids = async (period: typeof november | typeof october, records: readonly AmazonRecord[]) =>
    (await reconcile(service, madeUp(records), period)).found.map(({ ours }) => ours?.claimLinkId)
  assert.deepEqual(await ids(november, []), [late])
  assert.deepEqual(await ids(october, []), [early])
  const atTheEdge = new Date('2026-10-31T23:59:58Z')
  assert.deepEqual(await ids(november, [recordOf(late, { at: atTheEdge })]), [])
  const unclaimed = recordOf(await freshLinkId(service), { at: atTheEdge })
  assert.deepEqual(await ids(november, [recordOf(late), unclaimed]), [])
  assert.equal((await ids(october, [recordOf(early), unclaimed])).length, 1)
})

test('a deposit that is decided while the source is read cannot be in it, and is no difference', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const source = madeUp([])
  const slow = {
    ...source,
    read: async function* () {
      await sendAlone(service, id)
      yield* []
    },
  }
  const { summary, found } = await reconcile(service, slow)
  assert.deepEqual(found, [])
  assert.equal(summary.leftOut.tooNew, 1)
})

test('a source that ends before a restore is said to be too old', async t => {
  const service = await startCore(t)
  const id = await deposited(service)
  await holdAfterRestore(service.context)
  const said = async (at: Date) =>
    (await reconcile(service, madeUp([recordOf(id, { at })], at))).summary.notProven.join('\n')
  assert.match(
    await said(new Date('2020-01-01T00:00:30Z')),
    /What was forgotten: .* until 2020-01-01T00:00:00.000Z, and must do so until/,
  )
  assert.doesNotMatch(await said(new Date(Date.now() + 60_000)), /What was forgotten/)
})
