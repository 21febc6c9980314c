/** Closing what Amazon knows: from every state, once, with the log to show for it, and after a database came back old. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import type { DepositState } from '../../src/domain/deposit.ts'
import { recordAnswer } from '../../src/services/answer.ts'
import { consent } from '../../src/services/consent.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { leaseDue } from '../../src/services/lease.ts'
import { personHash } from '../../src/services/person.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import * as audit from '../../src/storage/audit.ts'
import * as events from '../../src/storage/deposit-event.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  laneOf,
  pay,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { close, emulatorLedger, kindsOf, madeUp, reconcile, recordOf } from '../helpers/reconciled.ts'
import { restoreCopy } from '../helpers/restored.ts'
import { closers, ledgerOf, loadCallsOf, type TestService } from '../helpers/service.ts'

const nothing = { deposit: 0, claim: 0, review: 0 }

async function inState(service: TestService, state: DepositState): Promise<string> {
  const id = await consented(service)
  if (state === 'refused')
    await service.database.query('update campaign set granted_minor = granted_minor - 2500')
  await service.database.query(
    `update deposit set state = $2, leased_until = case when $2 = 'sending' then now() + interval '1 hour' end,
       decided_at = case when $2 = 'refused' then now() end where claim_link_id = $1`,
    [id, state],
  )
  return id
}

async function eventsOf({ database }: Pick<TestService, 'database'>, id: string) {
  const stored = await events.list(database, id)
  return stored.map(({ payload }) => JSON.parse(payload))
}

for (const state of ['pending', 'sending', 'review', 'refused'] as const) {
  test(`what Amazon applied becomes deposited from ${state}, once, with the source in its log`, async t => {
    const service = await startCore(t)
    const id = await inState(service, state)
    const source = madeUp([recordOf(id)])
    assert.deepEqual(await close(service, source), { ...nothing, deposit: 1 })
    const { state: after, reason } = await depositOf(service, id)
    assert.deepEqual({ after, reason }, { after: 'deposited', reason: 'reconciled' })
    const last = (await eventsOf(service, id)).at(-1)
    const { was, source: named, amountMinor } = last.detail
    const [entry] = await audit.listBySubject(service.database, id)
    assert.deepEqual([entry?.actor, entry?.action], ['Olga Operator', 'reconcile close'])
    assert.doesNotMatch(JSON.stringify(await eventsOf(service, id)), /Olga/)
    assert.deepEqual(
      { type: last.type, was, named, amountMinor },
      { type: 'reconciled', was: state, named: 'made up', amountMinor: 2500 },
    )
    const [{ granted_minor: granted } = { granted_minor: 0 }] = await service.database.query<{
      granted_minor: number
    }>('select granted_minor from campaign')
    assert.equal(granted, 2500)
    assert.deepEqual(await close(service, source), nothing)
    assert.equal((await eventsOf(service, id)).length, 2)
    assert.deepEqual(kindsOf(await reconcile(service, source)), [])
    assert.deepEqual(await loadCallsOf(service), [], 'nothing was sent')
  })
}

test('an answer that comes after closing is put on record and changes nothing', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  assert.ok(lease)
  await close(service, madeUp([recordOf(id)]))
  await recordAnswer(service.context, lease, {
    outcome: 'refused',
    applied: 'no',
    reason: 'test',
    hold: null,
    throttled: false,
    httpStatus: 400,
    amazonRequestId: null,
  })
  assert.equal((await depositOf(service, id)).state, 'deposited')
  assert.equal((await eventsOf(service, id)).at(-1).type, 'late-answer')
})

for (const state of ['pending', 'sending'] as const) {
  test(`a ${state} deposit that Amazon applied to another account is not called deposited, and nothing sends it again`, async t => {
    const service = await startCore(t)
    const id = await inState(service, state)
    const source = madeUp([recordOf(id, { account: john })])
    assert.deepEqual(await close(service, source), { ...nothing, review: 1 })
    assert.equal((await depositOf(service, id)).state, 'review')
    assert.equal(await sendAlone(service, id), false)
    assert.deepEqual(await close(service, source), nothing)
    assert.deepEqual(kindsOf(await reconcile(service, source)), [
      'not-deposited-here: review',
      'account: review',
    ])
  })
}

test('a refused deposit with another amount goes to review; a revoked link, a rehearsal and a lost link are only listed', async t => {
  const service = await startCore(t)
  const refused = await inState(service, 'refused')
  const revoked = await freshLinkId(service)
  await revokeLink(service.context, revoked, 'Ann')
  const rehearsal = (await issueRehearsal(service.context, await service.campaign(), 'Ann')).id
  const records = [recordOf(refused, { amountMinor: 1 })].concat(
    [revoked, rehearsal, 'Z'.repeat(26)].map(id => recordOf(id)),
  )
  const before = kindsOf(await reconcile(service, madeUp(records)))
  assert.equal(before.length, 5)
  assert.deepEqual(await close(service, madeUp(records)), { ...nothing, review: 1 })
  const after = kindsOf(await reconcile(service, madeUp(records)))
  assert.deepEqual(
    after.map(kind => kind.replace('review', 'refused')),
    before,
  )
  assert.equal((await depositOf(service, refused)).state, 'review')
})

for (const account of [jane, null]) {
  test(`an unclaimed link that Amazon paid ${account ? 'to a known account' : 'to an account it does not tell'} is claimed for good`, async t => {
    const service = await startCore(t)
    const campaign = await service.campaign({ budget: '30.00' })
    const [other = '', url = ''] = await service.links(campaign, 2)
    const id = claimLinkId(url.split('/').at(-1) ?? '')
    await consent(service.context, await signedIn(service, claimLinkId(other.split('/').at(-1) ?? '')))
    const source = madeUp([recordOf(id, { account })])
    assert.deepEqual(await close(service, source), { ...nothing, claim: 1 })
    const deposit = await depositOf(service, id)
    assert.equal(deposit.state, 'deposited')
    assert.equal(deposit.accountHash.equals(personHash(service.context, jane)), account !== null)
    assert.deepEqual(deposit.decidedAt, new Date('2026-11-01T12:00:00Z'))
    assert.equal((await eventsOf(service, id)).map(({ type }) => type).join(), 'reconciled')
    const [{ granted_minor: granted } = { granted_minor: 0 }] = await service.database.query<{
      granted_minor: number
    }>('select granted_minor from campaign')
    assert.equal(granted, 5000, 'beyond the budget, because it is a fact')
    assert.equal(await consent(service.context, await signedIn(service, id, john)), false)
    assert.deepEqual(await close(service, source), nothing)
    assert.deepEqual(kindsOf(await reconcile(service, source)), [])
    await standsAsClaimed(service, id, account !== null)
    assert.equal(await sendAlone(service, id), true, 'the other one of its lane')
    const sent = (await loadCallsOf(service)).map(({ requestId }) => requestId)
    assert.deepEqual(sent, [`Emul1${claimLinkId(other.split('/').at(-1) ?? '')}`])
  })
}

/** Whose deposit it is, only a known account can tell. */
async function standsAsClaimed(service: TestService, id: string, known: boolean): Promise<void> {
  const standing = async (person: string) => {
    const { claim } = await signedIn(service, id, person)
    assert.equal(claim.standing.kind, 'claimed')
    return claim.standing
  }
  const [own, other] = [await standing(jane), await standing(john)]
  assert.deepEqual([own.deposit.state, own.own, own.byOther], ['deposited', known, false])
  assert.deepEqual([other.deposit.state, other.own, other.byOther], ['deposited', false, known])
}

test('a database that came back old finds and closes every claim that it forgot, and none can be claimed again', async t => {
  const closing = closers(t)
  const service = await startCore(t)
  const campaign = await service.campaign()
  const urls = await service.links(campaign, 12)
  const ids = urls.map(url => claimLinkId(url.split('/').at(-1) ?? ''))
  const claimed = ids.slice(0, 9)
  for (const id of claimed.slice(0, 2)) await pay(service, id)
  for (const id of claimed.slice(2, 4)) await consent(service.context, await signedIn(service, id))
  const restored = await restoreCopy(service, closing)
  for (const id of claimed.slice(2, 4)) await sendAlone(service, id)
  for (const id of claimed.slice(4)) await pay(service, id)
  assert.deepEqual(kindsOf(await reconcile(service, emulatorLedger(service))), [])

  await holdAfterRestore(restored.context)
  const found = await reconcile(restored, emulatorLedger(service))
  assert.equal(found.summary.hold, 'restore')
  assert.deepEqual(found.summary.differences.map(({ kind, count }) => [kind, count]).toSorted(), [
    ['not-deposited-here', 2],
    ['unclaimed-here', 5],
  ])
  assert.deepEqual(await close(restored, emulatorLedger(service)), { deposit: 2, claim: 5, review: 0 })
  assert.deepEqual(kindsOf(await reconcile(restored, emulatorLedger(service))), [])

  const open = ids.at(-1) ?? ''
  assert.equal(await consent(restored.context, await signedIn(restored, open, john)), false, 'on hold')
  await releaseAccount(restored.context, 'default', { by: 'Olga', reason: 'reconciled' })

  const paid = (await ledgerOf(service)).length
  for (const id of ids) await pay(restored, id, john)
  const ledger = await ledgerOf(service)
  assert.equal(paid, 9)
  assert.equal(ledger.length, 12, 'only the three that were never claimed were paid')
  assert.equal(new Set(ledger.map(({ requestId }) => requestId)).size, 12)
  assert.deepEqual(kindsOf(await reconcile(restored, emulatorLedger(service))), [])
})
