/** What a restored database has forgotten is not paid twice: whatever may have been sent is in doubt, whoever claims it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { retryLink } from '../../src/services/another-account.ts'
import { getCampaign } from '../../src/services/campaign.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { giveUpStale } from '../../src/services/recovery.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  refuseOnce,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision } from '../helpers/imported.ts'
import { close, emulatorLedger } from '../helpers/reconciled.ts'
import { backUp } from '../helpers/restored.ts'
import { closers } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }
const another = { anotherAccount: true }

test('what waited in a backup may have been sent since: a no does not refuse it, and nobody else is paid', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  const backup = await backUp(t, first, closing)
  await sendAlone(first, id)
  const second = await backup.restored()
  assert.equal((await depositOf(second, id)).inDoubt, true)
  assert.equal(await problemOf(t, second, null), null, 'its log says so, and is whole')
  await releaseAccount(second.context, 'default', unreconciled)
  await refuseOnce(second, id)
  assert.equal((await depositOf(second, id)).state, 'review')
  await assert.rejects(retryLink(second.context, id, 'Ann'), /only a refused deposit/)
})

test('a link from before a restore is claimed in doubt while nothing was compared, one made after it is not', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const forgotten = await freshLinkId(first, another)
  const backup = await backUp(t, first, closing)
  await consent(first.context, await signedIn(first, forgotten, jane))
  await sendAlone(first, forgotten)
  const second = await backup.restored()
  await releaseAccount(second.context, 'default', unreconciled)
  assert.equal(await consent(second.context, await signedIn(second, forgotten, john)), true)
  await refuseOnce(second, forgotten)
  assert.equal((await depositOf(second, forgotten)).state, 'review')
  const { campaignId } = await depositOf(second, forgotten)
  const campaign = await getCampaign(second.context, campaignId)
  const { id: fresh } = await issueLink(second.context, campaign, 'Mark Marketer')
  await consent(second.context, await signedIn(second, fresh, jane))
  await refuseOnce(second, fresh)
  assert.equal((await depositOf(second, fresh)).state, 'refused')
})

test('once Amazon’s records have told what was forgotten, links are claimed as before', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const [forgotten, open] = [await freshLinkId(first), await freshLinkId(first)]
  const backup = await backUp(t, first, closing)
  await consent(first.context, await signedIn(first, forgotten))
  await sendAlone(first, forgotten)
  const second = await backup.restored()
  await close(second, emulatorLedger(first))
  await releaseAccount(second.context, 'default', decision)
  assert.equal(await consent(second.context, await signedIn(second, open, john)), true)
  assert.equal((await depositOf(second, open)).inDoubt, false)
  await refuseOnce(second, open)
  assert.equal((await depositOf(second, open)).state, 'refused')
})

/** It waits since yesterday, and was never sent. */
async function waitsForLong(t: TestContext) {
  const closing = closers(t)
  const first = await startCore(t)
  const [young, old] = [await consented(first), await consented(first)]
  await first.database.transaction(async tx => {
    await tx.query("set local session_replication_role = 'replica'")
    await tx.query("update deposit set consented_at = now() - interval '25 hours' where claim_link_id = $1", [
      old,
    ])
  })
  return { first, second: await (await backUp(t, first, closing)).restored(), young, old }
}

test('without a proof a deposit is sent again while Amazon surely knows its id, and later a person decides', async t => {
  const { second, young, old } = await waitsForLong(t)
  await giveUpStale(second.context)
  assert.equal((await depositOf(second, old)).state, 'pending', 'while records are compared it waits')
  await releaseAccount(second.context, 'default', unreconciled)
  assert.equal(await sendAlone(second, young), true)
  assert.equal((await depositOf(second, young)).state, 'deposited')
  assert.equal(await sendAlone(second, old), false)
  await giveUpStale(second.context)
  assert.equal((await depositOf(second, old)).state, 'review')
})

test('a proof ends the doubt of what was never sent, and it goes on as if nothing had been', async t => {
  const { first, second, young, old } = await waitsForLong(t)
  await close(second, emulatorLedger(first))
  await releaseAccount(second.context, 'default', decision)
  for (const id of [young, old]) assert.equal((await depositOf(second, id)).inDoubt, false)
  assert.equal(await problemOf(t, second, null), null)
  assert.equal(await sendAlone(second, young), true)
  assert.equal(await sendAlone(second, old), true)
})

test('a successor of a link from after the restore is not in doubt', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  await holdAfterRestore(service.context)
  await releaseAccount(service.context, 'default', unreconciled)
  const id = await consented(service, another)
  await refuseOnce(service, id)
  const successor = await retryLink(service.context, id, 'Ann')
  await consent(service.context, await signedIn(service, successor, john))
  await refuseOnce(service, successor)
  assert.equal((await depositOf(service, successor)).state, 'refused')
})

test('a refusal from before the restore was noticed is not followed by another account', async t => {
  const service = await startCore(t)
  const id = await consented(service, another)
  await refuseOnce(service, id)
  await holdAfterRestore(service.context)
  await releaseAccount(service.context, 'default', unreconciled)
  await assert.rejects(retryLink(service.context, id, 'Ann'), /cannot be retried now: checking/)
  await service.database.query("update partner_account set restored_at = now() + interval '1 hour'")
  assert.ok(await retryLink(service.context, id, 'Ann'), 'an old one is')
})

test('a consent that was under way when the hold began is in doubt once the account is released', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service, another)
  const { campaignId } = (await claimLinks.find(service.database, id)) ?? { campaignId: '' }
  const who = await signedIn(service, id)
  const consenting = await service.database.transaction(async tx => {
    await tx.query('select from campaign where id = $1 for update', [campaignId])
    const under = consent(service.context, who)
    await setTimeout(300)
    await holdAfterRestore(service.context)
    return { under }
  })
  assert.equal(await consenting.under, true)
  await releaseAccount(service.context, 'default', unreconciled)
  assert.equal((await depositOf(service, id)).inDoubt, true)
})
