/** What may change about a campaign, when, and what is written down about it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { createCampaign, getCampaign, moveCampaign } from '../../src/services/campaign.ts'
import { type CampaignChange, duplicateCampaign, editCampaign } from '../../src/services/campaign-edit.ts'
import { consent } from '../../src/services/consent.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import * as audit from '../../src/storage/audit.ts'
import { freshLinkId, signedIn, startCore } from '../helpers/consented.ts'
import { plainCampaign, type TestService } from '../helpers/service.ts'

async function draft({ context }: TestService) {
  return await createCampaign(context, plainCampaign, { by: 'Ann', state: 'draft' })
}

const idOf = (link: string) => claimLinkId(link.split('/').at(-1) ?? '')

/** The reason why the change is refused. */
async function refusal({ context }: TestService, id: string, change: CampaignChange): Promise<string> {
  return await editCampaign(context, id, change, 'Ann').then(
    () => 'nothing was refused',
    error => String(error),
  )
}

test('a draft without links changes in everything, and the audit has before and after', async t => {
  const service = await startCore(t)
  const { id } = await draft(service)
  const change = { amount: null, budget: '50', closes: '2099-01-31', timeZone: 'UTC', perPersonLimit: '2' }
  const edited = await editCampaign(service.context, id, change, 'Ann')
  assert.partialDeepStrictEqual(edited, { amountMinor: null, budgetMinor: 5_000, perPersonLimit: 2 })
  assert.equal(edited.closesAt.toISOString(), '2099-02-01T00:00:00.000Z')
  const [made, entry] = await audit.listBySubject(service.database, id)
  assert.partialDeepStrictEqual(made, { actor: 'Ann', action: 'campaign create' })
  assert.equal(entry?.action, 'campaign edit')
  assert.deepEqual(entry?.detail, {
    amount: { before: '25.00', after: null },
    budget: { before: '10000.00', after: '50.00' },
    opens: entry?.detail.opens,
    closes: { before: '2099-12-31T23:00:00.000Z', after: '2099-02-01T00:00:00.000Z' },
    timeZone: { before: 'America/New_York', after: 'UTC' },
    perPersonLimit: { before: '100', after: '2' },
  })
})

test('what nobody changes is neither moved by a millisecond nor written down', async t => {
  const service = await startCore(t)
  const before = await draft(service)
  const { opens: _, ...same } = { ...plainCampaign, opens: undefined }
  const after = await editCampaign(
    service.context,
    before.id,
    { ...same, message: ` ${plainCampaign.message}\r\n` },
    'Ann',
  )
  assert.deepEqual(after, before)
  assert.equal((await audit.listBySubject(service.database, before.id)).length, 1)
})

test('the amount stays once there are links, and the currency once there is even a rehearsal', async t => {
  const service = await startCore(t)
  const campaign = await draft(service)
  await issueRehearsal(service.context, campaign, 'Ann')
  await editCampaign(service.context, campaign.id, { amount: '30.00' }, 'Ann')
  await service.links(campaign)
  assert.match(
    await refusal(service, campaign.id, { amount: '31.00' }),
    /^DomainError: amount: stays, because there are links/,
  )
  await assert.rejects(
    service.database.query("update campaign set partner_account = 'other'"),
    /has claim links, so its partner account stays/,
  )
})

test('once launched, nothing is taken back that a recipient may have read, and all reasons come at once', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ anotherAccount: true, opens: '2026-01-01' })
  const worse = {
    opens: '2026-01-02',
    closes: '2099-12-30',
    perPersonLimit: '1',
    anotherAccount: false,
    amount: '1',
  }
  const text = await refusal(service, campaign.id, worse)
  for (const field of ['opens', 'closes', 'perPersonLimit', 'anotherAccount', 'amount'])
    assert.match(text, new RegExp(`^(DomainError: )?${field}: `, 'm'))
  assert.deepEqual(await getCampaign(service.context, campaign.id), campaign)
  const better = { opens: '2025-12-31', closes: '2100-01-01', perPersonLimit: '101', message: 'More time!' }
  const edited = await editCampaign(service.context, campaign.id, better, 'Ann')
  assert.equal(edited.closesAt.toISOString(), '2100-01-02T05:00:00.000Z')
})

test('a budget falls to what is granted and not below it', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  const row = await signedIn(service, id)
  assert.equal(await consent(service.context, row), true)
  const { id: campaignId } = row.claim.campaign
  assert.match(
    await refusal(service, campaignId, { budget: '24.99', amount: null }),
    /budget: must cover what is granted/,
  )
  const edited = await editCampaign(service.context, campaignId, { budget: '25.00' }, 'Ann')
  assert.equal(edited.budgetMinor, 2_500)
})

test('an ended campaign keeps its rules and may still mend its words', async t => {
  const service = await startCore(t)
  const { id } = await service.campaign()
  await moveCampaign(service.context, id, 'end', 'Ann')
  assert.match(
    await refusal(service, id, { closes: '2100-01-01' }),
    /closes: stays as it was, because the campaign has ended/,
  )
  const edited = await editCampaign(service.context, id, { support: 'https://acme.example/help' }, 'Ann')
  assert.equal(edited.supportContact, 'https://acme.example/help')
})

test('a copy is a draft with the same settings; a window that is over becomes a fresh one', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ color: '#ABCDEF' })
  const copy = await duplicateCampaign(service.context, campaign, 'Ann')
  const { id, state, name, createdAt, opensAt, ...same } = copy
  assert.deepEqual([state, name], ['draft', 'Acme Research (copy)'])
  assert.partialDeepStrictEqual(campaign, same)
  await service.database.query("update campaign set opens_at = '2020-01-01', closes_at = '2020-02-01'")
  const again = await duplicateCampaign(service.context, await getCampaign(service.context, id), 'Ann')
  assert.ok(again.closesAt > service.context.clock())
})

test('each move is written down, and a draft is launched once', async t => {
  const service = await startCore(t)
  const { id } = await draft(service)
  await assert.rejects(
    moveCampaign(service.context, id, 'pause', 'Ann'),
    /it is draft, so "pause" is not possible/,
  )
  for (const move of ['launch', 'pause', 'resume', 'end'] as const)
    await moveCampaign(service.context, id, move, 'Ann')
  const entries = await audit.listBySubject(service.database, id)
  assert.deepEqual(
    entries.slice(1).map(({ action, detail }) => [action, detail.state]),
    [
      ['campaign launch', { before: 'draft', after: 'live' }],
      ['campaign pause', { before: 'live', after: 'paused' }],
      ['campaign resume', { before: 'paused', after: 'live' }],
      ['campaign end', { before: 'live', after: 'ended' }],
    ],
  )
  const late = await draft(service)
  await service.database.query(
    "update campaign set opens_at = '2020-01-01', closes_at = '2020-02-01' where id = $1",
    [late.id],
  )
  await assert.rejects(moveCampaign(service.context, late.id, 'launch', 'Ann'), /its window is over/)
})

test('a budget that falls while people claim covers every claim that was accepted', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ budget: '500.00' })
  const links = await service.links(campaign, 20)
  const rows = await Promise.all(links.map(link => signedIn(service, idOf(link))))
  const lower = ['400.00', '300.00', '200.00', '100.00', '25.00'].map(budget =>
    refusal(service, campaign.id, { budget }),
  )
  const consents = rows.map(row => consent(service.context, row))
  const [accepted, answers] = await Promise.all([Promise.all(consents), Promise.all(lower)])
  const { grantedMinor, budgetMinor } = await getCampaign(service.context, campaign.id)
  assert.equal(grantedMinor, 2_500 * accepted.filter(Boolean).length)
  assert.ok(grantedMinor <= budgetMinor, `${grantedMinor} of ${budgetMinor}`)
  for (const answer of answers) assert.match(answer, /nothing was refused|budget: must cover/)
})
