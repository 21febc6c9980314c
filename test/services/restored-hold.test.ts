/** What is held after a restore, what is not made meanwhile, and what is remembered of it outside the database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import { getCampaign } from '../../src/services/campaign.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { watchForRestore } from '../../src/services/checkpoint-memory.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import { accountOf } from '../../src/services/context.ts'
import { holdAccount, releaseAccount } from '../../src/services/hold.ts'
import { orderReplacements } from '../../src/services/link-change.ts'
import { deliver } from '../../src/services/link-delivery.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { replaceLink } from '../../src/services/revoke.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { findHold, hold, listStatus } from '../../src/storage/partner-account.ts'
import { consented, depositOf, freshLinkId, pay, startCore } from '../helpers/consented.ts'
import { decision } from '../helpers/imported.ts'
import { eventually } from '../helpers/program.ts'
import { backUp, restoreCopy } from '../helpers/restored.ts'
import { closers } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }

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
