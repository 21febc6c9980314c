/** Holds by hand: what stands still, what ends them, and who did it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { holdAccount, holdCampaign, releaseAccount, releaseCampaign } from '../../src/services/hold.ts'
import { listAccounts } from '../../src/services/partner-account.ts'
import { retryDeposit } from '../../src/services/retry.ts'
import { createSender } from '../../src/services/sender.ts'
import * as audit from '../../src/storage/audit.ts'
import { consented, depositOf, passTime, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { loadCallsOf } from '../helpers/service.ts'

const why = { by: 'Ann', reason: 'Amazon asked us to wait' }

test('an account that somebody put on hold sends nothing, not even a probe, until somebody releases it', async t => {
  const service = await startCore(t)
  const { context } = service
  await holdAccount(context, 'default', why)
  const [account] = await listAccounts(context)
  assert.partialDeepStrictEqual(account, {
    holdReason: 'operator',
    nextProbe: null,
    heldBy: { actor: 'Ann', reason: why.reason },
  })
  const id = await consented(service)
  const sender = createSender(context)
  await passTime(service)
  await sender.sendProbes()
  await sender.sendDue()
  assert.deepEqual(await loadCallsOf(service), [])
  await assert.rejects(holdAccount(context, 'default', why), /on hold until a person releases it/)
  await releaseAccount(context, 'default', { by: 'Ben', reason: null })
  await assert.rejects(releaseAccount(context, 'default', why), /is not on hold/)
  await sendAlone(service, id)
  assert.equal((await depositOf(service, id)).state, 'deposited')
  await sender.stop()
  const entries = await audit.listBySubject(service.database, 'default')
  assert.deepEqual(
    entries.map(({ actor, action, detail }) => [actor, action, detail]),
    [
      ['Ann', 'account hold', { reason: why.reason }],
      ['Ben', 'account release', { reason: null, held: 'operator' }],
    ],
  )
})

test('a hold by hand takes the place of one that a probe would end, and leaves one that waits for a person', async t => {
  const service = await startCore(t)
  const held = async (reason: string, sendAfter: string) =>
    void (await service.database.query(
      'update partner_account set hold_reason = $1, held_since = now(), send_after = $2',
      [reason, sendAfter],
    ))
  await held('funds', 'now')
  await holdAccount(service.context, 'default', why)
  assert.equal((await listAccounts(service.context))[0]?.holdReason, 'operator')
  await held('echo', 'infinity')
  await assert.rejects(holdAccount(service.context, 'default', why), /on hold until a person releases it/)
  assert.equal((await listAccounts(service.context))[0]?.holdReason, 'echo')
})

test('a campaign is held and released once each, both audited, while people go on claiming', async t => {
  const service = await startCore(t)
  const { context } = service
  const campaign = await service.campaign()
  const { id } = campaign
  const [link = ''] = await service.links(campaign)
  assert.ok((await holdCampaign(context, id, why)).heldSince instanceof Date)
  await assert.rejects(holdCampaign(context, id, why), /campaign: it is on hold already/)
  const linkId = claimLinkId(link.split('/').at(-1) ?? '')
  assert.equal(await consent(context, await signedIn(service, linkId)), true)
  assert.equal((await releaseCampaign(context, id, { by: 'Ben', reason: null })).heldSince, null)
  await assert.rejects(releaseCampaign(context, id, why), /campaign: it is not on hold/)
  const entries = await audit.listBySubject(service.database, id)
  const holds = entries.filter(({ action }) => /hold|release/.test(action))
  assert.deepEqual(
    holds.map(({ actor, action }) => `${actor} ${action}`),
    ['Ann campaign hold', 'Ben campaign release'],
  )
})

test('a deposit of a campaign on hold is not made due, and whoever asks for it is told what ends the hold', async t => {
  const service = await startCore(t)
  const { context } = service
  const id = await consented(service)
  const { campaignId } = await depositOf(service, id)
  await holdCampaign(context, campaignId, why)
  await assert.rejects(
    retryDeposit(context, id, 'Ann'),
    new RegExp(`"${campaignId}" is on hold until .*"campaign release ${campaignId}"`),
  )
  assert.deepEqual(await audit.listBySubject(service.database, id), [])
  await releaseCampaign(context, campaignId, { by: 'Ben', reason: null })
  await retryDeposit(context, id, 'Ann')
  assert.equal((await audit.listBySubject(service.database, id)).length, 1)
})

test('a hold without a name or a reason is refused and changes nothing', async t => {
  const service = await startCore(t)
  const { id } = await service.campaign()
  for (const [input, said] of [
    [{ by: '', reason: 'x' }, /^DomainError: by:/],
    [{ by: 'Ann\u0007', reason: 'x' }, /^DomainError: by:/],
    [{ by: 'Ann', reason: null }, /^DomainError: reason:/],
  ] as const) {
    await assert.rejects(holdAccount(service.context, 'default', input), said)
    await assert.rejects(holdCampaign(service.context, id, input), said)
  }
  assert.equal((await listAccounts(service.context))[0]?.holdReason, null)
  await assert.rejects(holdAccount(service.context, 'nobody', why), /"nobody" is not configured/)
})
