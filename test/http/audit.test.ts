/** The audit on a page: in plain words, with before and after, and found by who, what, to what and when. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { moveCampaign } from '../../src/services/campaign.ts'
import { holdAccount } from '../../src/services/hold.ts'
import { orderLinks } from '../../src/services/link-batch.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { decodeEntities, type Response } from '../helpers/cookie-client.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { postFrom, signedInStaff } from '../helpers/staff.ts'

/** The entries of a page, each as one line of text. */
function entriesOf({ text }: Response): string[] {
  const list = /<ol class="entries">([\s\S]*?)<\/ol>/.exec(text)?.[1] ?? ''
  return [...list.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, item = '']) =>
    decodeEntities(item.replace(/<[^>]+>/g, ' '))
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, 'AT')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

async function startAudit(t: TestContext) {
  const service = await startTestService(t)
  const viewer = await signedInStaff(t, service, 'viewer')
  const get = (query: Record<string, string> = {}) =>
    viewer.get(`${service.url}/admin/audit?${new URLSearchParams(query)}`)
  return { service, viewer, get }
}

/** A campaign, a link and what three people did to them and to the account. */
async function history({ context, campaign, links }: TestService) {
  const { id } = await campaign({ sender: 'Acme <Research>' })
  const [link = ''] = await links(await campaign())
  await moveCampaign(context, id, 'pause', 'Ann')
  const { id: linkId } = await revokeLink(context, link, 'Ben')
  await holdAccount(context, 'default', { by: 'Eve', reason: 'a & b' })
  return { id, linkId }
}

test('each entry says in plain words who did what, what was before and after, and why', async t => {
  const { service, get } = await startAudit(t)
  const { id, linkId } = await history(service)
  const page = await get()
  const reference = `${linkId.slice(0, 4)}-${linkId.slice(4, 8)}`
  assert.deepEqual(entriesOf(page).slice(0, 3), [
    'Eve put a partner account on hold: default AT reason: a & b',
    `Ben revoked claim link ${reference} AT What Before After state unclaimed revoked`,
    `Ann paused the campaign Acme <Research> (${id}) AT What Before After state live paused`,
  ])
  assert.match(page.text, new RegExp(`<a href="/admin/campaigns/${id}">Acme &lt;Research&gt;`))
  const created = entriesOf(page).find(entry => entry.includes('created the campaign Acme <Research>'))
  assert.match(created ?? '', / What After .*budget 10000\.00 .*closes 2099-12-31 23:00 UTC/)
})

test('entries are found by person, action, subject and period, and by all of them together', async t => {
  const { service, get } = await startAudit(t)
  const { id, linkId } = await history(service)
  const found = async (query: Record<string, string>) =>
    entriesOf(await get(query)).map(entry => entry.split(' ')[0])
  assert.deepEqual(await found({ by: 'aNN' }), ['Ann'])
  assert.deepEqual(await found({ action: 'link revoke' }), ['Ben'])
  assert.deepEqual(await found({ subject: id.toLowerCase() }), ['Ann', 'a'])
  assert.deepEqual(await found({ subject: linkId.slice(0, 8) }), ['Ben'])
  assert.deepEqual(await found({ subject: 'default' }), ['Eve'])
  assert.deepEqual(await found({ subject: 'the VIEWER' }), ['The', 'a'])
  const today = new Date().toISOString().slice(0, 10)
  assert.deepEqual(
    await found({ by: 'Ann', from: today, to: today, subject: id, action: 'campaign pause' }),
    ['Ann'],
  )
  assert.deepEqual(await found({ to: '2020-01-01' }), [])
  assert.deepEqual(await found({ from: '2099-01-01' }), [])
})

test('what was done to the links of a campaign is found with the campaign', async t => {
  const { service, get } = await startAudit(t)
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  await revokeLink(service.context, link, 'Ben')
  const { id } = await orderLinks(service.context, campaign, 3, 'Ben')
  const page = await get({ subject: campaign.id })
  const actions = entriesOf(page).map(entry => entry.slice(0, 14))
  assert.deepEqual(actions, ['Ben ordered cl', 'Ben revoked cl', 'a test issued ', 'a test created'])
  assert.match(page.text, new RegExp(`href="/admin/campaigns/${campaign.id}/links/batches/${id}"`))
})

test('a filter that means nothing is answered at its field', async t => {
  const { get } = await startAudit(t)
  for (const [field, value] of [
    ['subject', 'nobody knows this'],
    ['subject', 'a\0b'],
    ['subject', 'https://rewards.example/c/0abcdefghijklmnopqrst0'],
    ['subject', '0abcdefghijklmnopqrst0'],
    ['from', 'yesterday'],
    ['to', '2026-02-31T00'],
  ] as const) {
    const page = await get({ [field]: value })
    assert.equal(page.status, 400, value)
    assert.match(page.text, new RegExp(`id="${field}" name="${field}"[^>]*aria-invalid="true"`))
    assert.doesNotMatch(page.text, /0abcdefghijklmnopqrst0/)
  }
  assert.equal((await get({ before: 'x', action: 'nothing of ours', by: '%00' })).status, 200)
})

test('a hundred and twenty entries come in three pages, each once', async t => {
  const { service, viewer, get } = await startAudit(t)
  await service.database.query(
    `insert into audit_entry (actor, action, subject, detail)
     select 'Ann ' || n, 'import', 'default', '{}' from generate_series(1, 120) n`,
  )
  const names: string[] = []
  let page = await get({ action: 'import' })
  for (;;) {
    names.push(...entriesOf(page).map(entry => entry.split(' ').slice(0, 2).join(' ')))
    const older = /<a href="([^"]+)">Older<\/a>/.exec(page.text)?.[1]
    if (older === undefined) break
    page = await viewer.get(service.url + decodeEntities(older))
    assert.match(page.text, /<a href="\/admin\/audit\?action=import">Newest<\/a>/)
  }
  assert.deepEqual(
    names,
    Array.from({ length: 120 }, (_, index) => `Ann ${120 - index}`),
  )
})

test('signing in and out, invitations and changes of the staff are in the audit, and no secret is', async t => {
  const { service, viewer, get } = await startAudit(t)
  const operator = await signedInStaff(t, service, 'operator')
  const staff = `${service.url}/admin/staff`
  const [member] = await service.database.query<{ id: string }>("select id from staff where role = 'viewer'")
  await postFrom(operator, staff, `/admin/staff/${member?.id}/role`, { role: 'marketer' })
  await postFrom(operator, staff, '/admin/sign-out')
  assert.deepEqual(entriesOf(await get()), [
    'The operator signed out AT',
    'The operator changed the role of The viewer AT What Before After role viewer marketer',
    'The operator signed in AT through: sign-in link',
    'a test made a sign-in link for The operator AT name: The operator role: operator',
    'The viewer signed in AT through: sign-in link',
    'a test made a sign-in link for The viewer AT name: The viewer role: viewer',
  ])
  assert.match((await viewer.get(`${service.url}/admin/campaigns`)).text, /<a href="\/admin\/audit">Audit/)
})
