/** What happens before a restore is noticed, or while it is being looked into, is not paid twice either. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import { successorId } from '../../src/domain/claim-link.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { getCampaign } from '../../src/services/campaign.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { trustUnsent } from '../../src/services/doubt.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { withReconciliation } from '../../src/services/reconcile.ts'
import { noteProof } from '../../src/services/reconcile-proof.ts'
import { summarize } from '../../src/services/reconcile-summary.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { holdAfterRestore, watchForRestore } from '../../src/services/restore.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { findHold } from '../../src/storage/partner-account.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision } from '../helpers/imported.ts'
import { always, emulatorLedger, kindsOf, madeUp, prove, reconcile, recordOf } from '../helpers/reconciled.ts'
import { backUp, restoreCopy } from '../helpers/restored.ts'
import { closers, ledgerOf, setFaults, type TestService } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }
const another = { anotherAccount: true }

async function refuseOnce(service: TestService, id: string): Promise<void> {
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, id)
}

async function pay(service: TestService, id: string, who = jane): Promise<void> {
  await consent(service.context, await signedIn(service, id, who))
  await sendAlone(service, id)
}

/** Later than any call that was under way when a hold began. */
const later = () => new Date(Date.now() + 60_000)

test('one that was refused unnoticed and paid before keeps nothing for another account that already waits', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  const replica = await restoreCopy(first, closing)
  await sendAlone(first, id)
  await refuseOnce(replica, id)
  const successor = await retryLink(replica.context, id, 'Ann')
  await consent(replica.context, await signedIn(replica, successor, john))
  await holdAfterRestore(replica.context)
  assert.equal((await prove(replica, emulatorLedger(first))).missing, null)
  await releaseAccount(replica.context, 'default', decision)
  assert.equal((await depositOf(replica, id)).state, 'deposited')
  assert.equal((await depositOf(replica, successor)).state, 'review')
  assert.equal(await sendAlone(replica, successor), false)
  assert.equal((await ledgerOf(first)).length, 1)
  assert.equal(await problemOf(t, replica, null), null)
})

test('what waits for another account after such a refusal goes to a person where nothing was proven', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  const replica = await restoreCopy(first, closing)
  await sendAlone(first, id)
  await refuseOnce(replica, id)
  const successor = await retryLink(replica.context, id, 'Ann')
  await consent(replica.context, await signedIn(replica, successor, john))
  await holdAfterRestore(replica.context)
  await releaseAccount(replica.context, 'default', unreconciled)
  assert.equal((await depositOf(replica, successor)).state, 'review')
  assert.equal(await sendAlone(replica, successor), false)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('one that Amazon applied for another account than the one it was refused for goes to people, who end it', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await freshLinkId(first, another)
  const replica = await restoreCopy(first, closing)
  await pay(first, id)
  await consent(replica.context, await signedIn(replica, id, john))
  await refuseOnce(replica, id)
  await holdAfterRestore(replica.context)
  const { closed, missing } = await prove(replica, emulatorLedger(first))
  assert.equal(closed.review, 1)
  assert.match(String(missing), /decide what is in review/)
  await assert.rejects(retryLink(replica.context, id, 'Ann'), /only a refused deposit/)
  await resolveDeposit(replica.context, id, { as: 'deposited', evidence: 'Amazon’s list', by: 'Ann' })
  assert.equal((await prove(replica, emulatorLedger(first))).missing, null)
  assert.equal(await problemOf(t, replica, null), null)
})

/** Refused and paid for another account since the backup, in which it is unclaimed. */
async function paidForAnother(t: TestContext) {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await freshLinkId(first, another)
  const backup = await backUp(t, first, closing)
  await consent(first.context, await signedIn(first, id))
  await refuseOnce(first, id)
  await pay(first, await retryLink(first.context, id, 'Ann'), john)
  return { first, second: await backup.restored(), id }
}

test('nobody can wave a load through that closing would find the link of', async t => {
  const { first, second } = await paidForAnother(t)
  const terms = {
    account: accountOf(second.context, 'default'),
    source: emulatorLedger(first),
    period: always,
  }
  const missing = await withReconciliation(second.context, terms, async reconciliation => {
    const summary = await summarize(second.context, reconciliation)
    const word = { by: 'Ann', unclosed: 1 }
    return await noteProof(second.context, reconciliation, summary, summary.differences, word)
  })
  assert.match(String(missing), /paid for another account after a refusal is not closed/)
})

test('a link that was revoked meanwhile does not hide who was paid in its place', async t => {
  const { first, second, id } = await paidForAnother(t)
  await revokeLink(second.context, id, 'Mark Marketer')
  assert.deepEqual((await prove(second, emulatorLedger(first))).missing, null)
  assert.equal((await depositOf(second, successorId(id))).state, 'deposited')
  await assert.rejects(replaceLink(second.context, id, 'Mark Marketer'))
})

test('a link that was paid itself beside its successor is closed as paid, and both count', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await freshLinkId(first, another)
  const second = await (await backUp(t, first, closing)).restored()
  const source = madeUp([recordOf(id), recordOf(successorId(id), { account: john })], later())
  assert.deepEqual(await prove(second, source), {
    closed: { deposit: 0, claim: 2, review: 0 },
    missing: null,
  })
  assert.deepEqual(kindsOf(await reconcile(second, source)), [])
  assert.deepEqual(await second.database.query('select granted_minor::int as granted from campaign'), [
    { granted: 5000 },
  ])
})

test('after a release without a proof an old link is not replaced, and one from after the restore is', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const old = await freshLinkId(first)
  const second = await (await backUp(t, first, closing)).restored()
  await releaseAccount(second.context, 'default', unreconciled)
  await assert.rejects(
    replaceLink(second.context, old, 'Mark Marketer'),
    /may have been paid: none is replaced/,
  )
  const { campaignId } = (await claimLinks.find(second.database, old)) ?? { campaignId: '' }
  const campaign = await getCampaign(second.context, campaignId)
  const { id: fresh } = await issueLink(second.context, campaign, 'Mark Marketer')
  assert.ok(await replaceLink(second.context, fresh, 'Mark Marketer'))
})

test('an attempt that begins while doubts are taken away keeps its doubt', async t => {
  const service = await startCore(t)
  const [one = '', other = ''] = [await consented(service), await consented(service)].toSorted()
  await holdAfterRestore(service.context)
  await releaseAccount(service.context, 'default', unreconciled)
  await service.database.query('update partner_account set restored_at = null')
  let trusting = Promise.resolve()
  await service.database.transaction(async tx => {
    await tx.query('select from deposit where claim_link_id = $1 for update', [one])
    trusting = trustUnsent(service.database, 'default')
    await setTimeout(300)
    await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }])
    await sendAlone(service, other)
  })
  await trusting
  assert.equal((await depositOf(service, one)).inDoubt, false)
  assert.equal((await depositOf(service, other)).inDoubt, true)
})

test('a proof from before another restore was noticed ends no doubt of that one', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await pay(first, await freshLinkId(first))
  const id = await consented(first)
  const second = await (await backUp(t, first, closing)).restored()
  const terms = {
    account: accountOf(second.context, 'default'),
    source: emulatorLedger(first),
    period: always,
  }
  const missing = await withReconciliation(second.context, terms, async reconciliation => {
    const summary = await summarize(second.context, reconciliation)
    await holdAfterRestore(second.context)
    await releaseAccount(second.context, 'default', unreconciled)
    const word = { by: 'Ann', unclosed: 0 }
    return await noteProof(second.context, reconciliation, summary, summary.differences, word)
  })
  assert.match(String(missing), /another restore was noticed meanwhile/)
  assert.equal((await depositOf(second, id)).inDoubt, true)
})

test('a file proves what was forgotten although the service has paid again since its end', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const [known, open] = [await freshLinkId(first), await freshLinkId(first)]
  await pay(first, known)
  await first.database.query("update deposit set decided_at = decided_at - interval '2 hours'")
  const second = await (await backUp(t, first, closing)).restored()
  await releaseAccount(second.context, 'default', unreconciled)
  await second.database.query("update partner_account set restored_at = restored_at - interval '2 hours'")
  await pay(second, open)
  const source = madeUp([recordOf(known)], new Date(Date.now() - 60_000))
  assert.equal((await prove(second, source)).missing, null)
})

test('a newer copy that is tried after an older one is held for what it has forgotten', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await pay(first, await freshLinkId(first))
  await closeCheckpoint(first.context)
  const older = await restoreCopy(first, closing)
  await pay(first, await freshLinkId(first))
  await closeCheckpoint(first.context)
  const newer = await restoreCopy(first, closing)
  await pay(first, await freshLinkId(first))
  await closeCheckpoint(first.context)
  const places = new Map<string, Checkpoint | null>()
  const memory = {
    read: (id: string) => places.get(id) ?? null,
    write: (id: string, checkpoint: Checkpoint | null) => void places.set(id, checkpoint),
  }
  await watchForRestore(first.context, memory)
  for (const copy of [older, newer]) {
    await watchForRestore(copy.context, memory)
    assert.equal(await findHold(copy.database, 'default'), 'restore')
    await releaseAccount(copy.context, 'default', unreconciled)
    await watchForRestore(copy.context, memory)
    assert.equal(await findHold(copy.database, 'default'), null, 'and not twice')
  }
})
