/** What a restored database has forgotten is not paid twice: whatever may have been sent is in doubt, whoever claims it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { successorId } from '../../src/domain/claim-link.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { getCampaign } from '../../src/services/campaign.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { examineDeposit } from '../../src/services/deposit-story.ts'
import { holdAccount, releaseAccount } from '../../src/services/hold.ts'
import { orderReplacements } from '../../src/services/link-change.ts'
import { deliver } from '../../src/services/link-delivery.ts'
import { giveUpStale } from '../../src/services/recovery.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { replaceLink } from '../../src/services/revoke.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { hold, listStatus } from '../../src/storage/partner-account.ts'
import { historyOf } from '../../views/operator/deposit-history.ts'
import { terminal } from '../../views/operator/voice.ts'
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
import { decision, exported, fileOf, importInto } from '../helpers/imported.ts'
import { eventually } from '../helpers/program.ts'
import { close, emulatorLedger, kindsOf, prove, reconcile } from '../helpers/reconciled.ts'
import { backUp, startAnew } from '../helpers/restored.ts'
import { closers, ledgerOf, setFaults, type TestService } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }
const another = { anotherAccount: true }

async function refuseOnce(service: TestService, id: string): Promise<void> {
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, id)
}

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

/** As "deposit show" tells it. */
async function storyOf({ context }: TestService, id: string): Promise<string> {
  const { events, audit } = await examineDeposit(context, id)
  return historyOf(events, audit, { amount: '$25.00', voice: terminal })
    .map(({ text }) => text)
    .join('\n')
}

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

for (const was of ['unclaimed', 'pending'] as const) {
  test(`one that is ${was} in the backup, and was refused and paid for another account since, is not paid again`, async t => {
    const closing = closers(t)
    const first = await startCore(t)
    const id = was === 'pending' ? await consented(first, another) : await freshLinkId(first, another)
    const backup = await backUp(t, first, closing)
    if (was === 'unclaimed') await consent(first.context, await signedIn(first, id, jane))
    await refuseOnce(first, id)
    const successor = await retryLink(first.context, id, 'Ann')
    await consent(first.context, await signedIn(first, successor, john))
    await sendAlone(first, successor)

    const second = await backup.restored()
    const review = was === 'pending' ? 1 : 0
    const { closed, missing } = await prove(second, emulatorLedger(first))
    assert.deepEqual([closed, missing], [{ deposit: 0, claim: 1, review }, null])
    await releaseAccount(second.context, 'default', decision)
    assert.equal(await consent(second.context, await signedIn(second, id, jane)), false)
    if (was === 'pending') {
      assert.equal((await depositOf(second, id)).state, 'review')
      const story = await storyOf(second, id)
      for (const words of [/the lost one may have sent it/, /paid for another account, as claim link/])
        assert.match(story, words)
    } else
      assert.partialDeepStrictEqual((await signedIn(second, id, john)).claim.standing, {
        kind: 'claimed',
        own: true,
      })
    assert.equal((await depositOf(second, successor)).state, 'deposited')
    const [campaign] = await second.database.query('select granted_minor as granted from campaign')
    assert.deepEqual(campaign, { granted: was === 'pending' ? 5000 : 2500 })
    assert.equal((await ledgerOf(first)).length, 1)
    assert.equal(await problemOf(t, second, null), null)
  })
}

test('a refusal that an export does not remember does not open its link again where another account was paid', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const file = fileOf(t, await exported(first))
  const successor = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, successor, john))
  await sendAlone(first, successor)
  const second = await startAnew(first, closing)
  await importInto(second, file)
  assert.equal((await prove(second, emulatorLedger(first))).missing, null)
  await releaseAccount(second.context, 'default', decision)
  assert.equal(await consent(second.context, await signedIn(second, id, john)), false)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('a successor that a period leaves out is closed all the same', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first)
  await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  const successor = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, successor, john))
  await sendAlone(first, successor)
  const second = await backup.restored()
  const tomorrow = { since: new Date(Date.now() + 86_400_000), until: null }
  assert.equal((await prove(second, emulatorLedger(first), 0, tomorrow)).closed.claim, 1)
  assert.equal((await depositOf(second, successor)).state, 'deposited')
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

test('a deposit that somebody works on does not keep the accounts from being held', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  let holding = Promise.resolve()
  await service.database.transaction(async tx => {
    await tx.query('select from deposit where claim_link_id = $1 for update', [id])
    holding = holdAfterRestore(service.context)
    await eventually(async () => (await listStatus(service.database))[0]?.holdReason === 'restore')
  })
  await holding
  assert.equal((await depositOf(service, id)).inDoubt, true)
})

test('a file of replacements that was begun before the hold breaks off', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  const { campaignId } = (await claimLinks.find(service.database, id)) ?? { campaignId: '' }
  const campaign = await getCampaign(service.context, campaignId)
  const batch = await orderReplacements(service.context, campaign, [id], 'Mark Marketer')
  const { parts } = await deliver(service.context, batch, { bom: false, by: 'Mark Marketer' })
  await holdAfterRestore(service.context)
  const read = async () => {
    for await (const part of parts) assert.doesNotMatch(part, /\/c\//)
  }
  await assert.rejects(read, /may have been paid: none is replaced/)
})

test('a wrong echo that is heard while records are compared is a hold afterwards', async t => {
  const service = await startCore(t)
  await freshLinkId(service)
  await holdAfterRestore(service.context)
  assert.equal(await hold(service.database, 'default', 'funds'), false)
  assert.equal(await hold(service.database, 'default', 'echo'), true)
  await releaseAccount(service.context, 'default', unreconciled)
  assert.partialDeepStrictEqual((await listStatus(service.database))[0], {
    holdReason: 'echo',
    sendAfter: null,
  })
})

test('a successor that was paid since the backup is found again under its id, and no second one is paid', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  const successor = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, successor, john))
  await sendAlone(first, successor)

  const second = await backup.restored()
  assert.deepEqual(kindsOf(await reconcile(second, emulatorLedger(first))), ['no-link-here: nothing'])
  assert.deepEqual(await close(second, emulatorLedger(first)), { deposit: 0, claim: 1, review: 0 })
  assert.equal(await releaseAccount(second.context, 'default', decision), 'restore')
  assert.equal((await depositOf(second, successorId(id))).state, 'deposited')
  await assert.rejects(retryLink(second.context, id, 'Ann'), /was retried already/)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('a successor that nobody compared is asked for under its old id, and a no proves nothing', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  const successor = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, successor, john))
  await sendAlone(first, successor)

  const second = await backup.restored()
  await releaseAccount(second.context, 'default', unreconciled)
  await second.database.query("update deposit set decided_at = decided_at - interval '1 hour'")
  assert.equal(await retryLink(second.context, id, 'Ann'), successor)
  assert.equal(await consent(second.context, await signedIn(second, successor, jane)), true)
  await sendAlone(second, successor)
  assert.notEqual((await depositOf(second, successor)).state, 'refused')
  assert.equal((await ledgerOf(first)).length, 1)
})

test('of several accounts that were tried since, the one that was paid is found', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  const refused = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, refused, john))
  await refuseOnce(first, refused)
  const paid = await retryLink(first.context, refused, 'Ann')
  await consent(first.context, await signedIn(first, paid, john))
  await sendAlone(first, paid)

  const second = await backup.restored()
  assert.deepEqual(await close(second, emulatorLedger(first)), { deposit: 0, claim: 1, review: 0 })
  const chain = await claimLinks.chain(second.database, id)
  assert.deepEqual(
    chain.map(link => [link.id, link.depositState, link.revokedAt !== null]),
    [
      [id, 'refused', false],
      [refused, null, true],
      [paid, 'deposited', false],
    ],
  )
  assert.equal(await consent(second.context, await signedIn(second, id, jane)), false)
  const { standing } = (await signedIn(second, id, john)).claim
  assert.partialDeepStrictEqual(standing, { kind: 'claimed', own: true })
})

test('while records are checked no link is replaced, alone or with others', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  const { campaignId } = (await claimLinks.find(service.database, id)) ?? { campaignId: '' }
  const campaign = await getCampaign(service.context, campaignId)
  await holdAfterRestore(service.context)
  const checked = /may have been paid: none is replaced/
  await assert.rejects(orderReplacements(service.context, campaign, [id], 'Mark Marketer'), checked)
  await assert.rejects(replaceLink(service.context, id, 'Mark Marketer'), checked)
  assert.equal((await claimLinks.find(service.database, id))?.revokedAt, null)
})

test('a hold by hand outlives the restore', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await freshLinkId(first)
  await holdAccount(first.context, 'default', { by: 'Ann', reason: 'fraud case 12, do not send' })
  const second = await (await backUp(t, first, closing)).restored()
  await holdAfterRestore(second.context)
  assert.equal(await releaseAccount(second.context, 'default', unreconciled), 'restore')
  const [status] = await listStatus(second.database)
  assert.partialDeepStrictEqual(status, { holdReason: 'operator', sendAfter: null })
  assert.equal(await releaseAccount(second.context, 'default', decision), 'operator')
  assert.partialDeepStrictEqual((await listStatus(second.database))[0], { holdReason: null })
})

test('accounts are held that nobody has configured where the backup is restored', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await consented(first)
  const backup = await backUp(t, first, closing)
  const accounts = new Map([['other', { ...accountOf(first.context, 'default'), name: 'other' }]])
  const second = await backup.restored({ ...first, context: { ...first.context, accounts } })
  assert.deepEqual(
    (await listStatus(second.database)).map(({ name, holdReason }) => [name, holdReason]),
    [
      ['default', 'restore'],
      ['other', 'restore'],
    ],
  )
})
