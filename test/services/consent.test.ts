/** Consent under pressure: budget and per-person limit hold under any interleaving, and a link is claimed once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { moveCampaign } from '../../src/services/campaign.ts'
import { overIssued } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { consented, freshLinkId, john, signedIn, startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

const idOf = (link: string) => claimLinkId(link.split('/').at(-1) ?? '')

async function count({ database }: TestService): Promise<number> {
  return (await database.query('select from deposit')).length
}

test('twenty parallel consents on a budget for three make three deposits', async t => {
  const service = await startCore(t)
  const links = await service.links(await service.campaign({ budget: '75.00' }), 20)
  const rows = await Promise.all(
    links.map((link, index) => signedIn(service, idOf(link), `amzn1.account.P${index}`)),
  )
  const made = await Promise.all(rows.map(row => consent(service.context, row)))
  assert.equal(made.filter(Boolean).length, 3)
  assert.equal(await count(service), 3)
  const [campaign] = await service.database.query<{ granted: number }>(
    'select granted_minor as granted from campaign',
  )
  assert.equal(campaign?.granted, 7500)
})

test('ten parallel consents of one person with a limit of two make two deposits', async t => {
  const service = await startCore(t)
  const links = await service.links(await service.campaign({ perPersonLimit: 2 }), 10)
  const rows = await Promise.all(links.map(link => signedIn(service, idOf(link))))
  const made = await Promise.all(rows.map(row => consent(service.context, row)))
  assert.equal(made.filter(Boolean).length, 2)
})

test('a claimed link can be neither revoked nor replaced, whoever comes first', async t => {
  const service = await startCore(t)
  for (let round = 0; round < 10; round++) {
    const id = await freshLinkId(service)
    const row = await signedIn(service, id)
    const [claimed, replaced] = await Promise.allSettled([
      consent(service.context, row),
      replaceLink(service.context, id, 'Ann'),
    ])
    const won = claimed.status === 'fulfilled' && claimed.value
    assert.notEqual(won, replaced.status === 'fulfilled', 'exactly one of the two must win')
  }
  await assert.rejects(revokeLink(service.context, await consented(service), 'Ann'), /it is claimed/)
})

test('a link has at most one successor', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  const tries = await Promise.allSettled([
    replaceLink(service.context, id, 'Ann'),
    replaceLink(service.context, id, 'Ann'),
  ])
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('nobody consents on a link that is revoked, in a draft, not open, paused or expired', async t => {
  const service = await startCore(t)
  const closed = [
    async (id: string) => void (await revokeLink(service.context, id, 'Ann')),
    async () => void (await service.database.query("update campaign set state = 'paused'")),
    async () => void (await service.database.query("update campaign set state = 'draft'")),
    async () => void (await service.database.query("update campaign set opens_at = '2098-01-01'")),
    async () =>
      void (await service.database.query(
        "update campaign set opens_at = '2020-01-01', closes_at = '2020-02-01'",
      )),
  ]
  for (const close of closed) {
    const id = await freshLinkId(service)
    const row = await signedIn(service, id)
    await close(id)
    assert.equal(await consent(service.context, row), false)
  }
  assert.equal(await count(service), 0)
})

test('the moment at which a campaign closes is no longer its time', async t => {
  const service = await startCore(t)
  const at = async (moment: (closesAt: Date) => Date) => {
    const row = await signedIn(service, await freshLinkId(service))
    return await consent({ ...service.context, clock: () => moment(row.claim.campaign.closesAt) }, row)
  }
  assert.equal(await at(closesAt => closesAt), false)
  assert.equal(await at(closesAt => new Date(closesAt.getTime() - 1)), true)
})

test('a paused campaign can be resumed, an ended one cannot', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  const row = await signedIn(service, idOf(link))
  await moveCampaign(service.context, campaign.id, 'pause', 'Ann')
  assert.equal(await consent(service.context, row), false)
  await moveCampaign(service.context, campaign.id, 'resume', 'Ann')
  assert.equal(await consent(service.context, row), true)
  await moveCampaign(service.context, campaign.id, 'end', 'Ann')
  await assert.rejects(moveCampaign(service.context, campaign.id, 'resume', 'Ann'), /it is ended/)
})

test('links beyond the budget are told, all batches together, rehearsals left out', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ amount: '25.00', budget: '75.00' })
  await service.links(campaign, 2)
  await issueRehearsal(service.context, campaign, 'Ann')
  assert.equal(await overIssued(service.context, campaign.id), 0)
  await service.links(campaign, 2)
  assert.equal(await overIssued(service.context, campaign.id), 2500)
})

test('a budget below the amount of one link is refused', async t => {
  const service = await startCore(t)
  await assert.rejects(
    service.campaign({ amount: '25.00', budget: '10.00' }),
    /budget: must be at least the amount/,
  )
})

test('the database itself refuses to change what a deposit is, to end a deposited one, or to touch the log', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const refused = [
    "update deposit set request_id = 'other'",
    'update deposit set amount_minor = amount_minor + 1',
    "update deposit set body = 'other'",
    `update deposit set amazon_account = '${john}'`,
    'update deposit_event set payload = payload',
    'delete from deposit_event',
    'truncate deposit_event',
    "update partner_account set region = 'eu-west-1'",
    'update claim_link set amount_minor = 1',
    'update claim_link set revoked_at = now()',
  ]
  for (const statement of refused) await assert.rejects(service.database.query(statement), Error, statement)
  await service.database.query(
    "update deposit set state = 'deposited', decided_at = now() where claim_link_id = $1",
    [id],
  )
  await assert.rejects(
    service.database.query("update deposit set state = 'pending', decided_at = null"),
    /for good/,
  )
})
