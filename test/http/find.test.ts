/** Finding one link and its story: by what somebody has in their hands, in two clicks, and only doing what the role may do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reference } from '../../src/domain/claim-link.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import { findLinks } from '../../src/services/find-link.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { consented, depositOf, startCore } from '../helpers/consented.ts'
import { type CookieClient, createCookieClient, formOf, type Response } from '../helpers/cookie-client.ts'
import { postForm } from '../helpers/multipart.ts'
import { press } from '../helpers/pressed.ts'
import { submit, titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { enterBy, signedInStaff, staffLink } from '../helpers/staff.ts'
import { idOf, watchedCampaign } from '../helpers/watched.ts'

async function issued(service: TestService, externalIds: readonly string[]) {
  const campaign = await service.campaign()
  return await issueLinks(
    service.context,
    campaign,
    externalIds.map(externalId => ({ externalId, amountMinor: 2_500 })),
    'a test',
  )
}

/** Asks on the page of the search as a person does. */
async function ask(client: CookieClient, { url }: TestService, text: string): Promise<Response> {
  const page = await client.get(`${url}/admin/find`)
  return await submit(client, page, formOf(page.text, 1), { text })
}

test('a link is found by the reference of the recipient, a part of it, our own, and by the link however it is wrapped', async t => {
  const service = await startCore(t)
  const [first, second, third] = await issued(service, ['Customer-4711', 'customer-4712', '100%_\\x'])
  if (!first || !second || !third) throw new Error('three were issued')
  const found = async (text: string) => (await findLinks(service.context, text)).links.map(({ id }) => id)
  assert.deepEqual(await found(' Customer-4711 '), [first.id])
  assert.deepEqual(await found('CUSTOMER-471'), [first.id, second.id].toSorted(byExternalId([first, second])))
  assert.deepEqual(await found('%_\\'), [third.id])
  assert.deepEqual(await found('_'), [third.id])
  assert.deepEqual(await found(reference(second.id).toLowerCase()), [second.id])
  assert.deepEqual(await found(second.id), [second.id])
  const [likeToken] = await issued(service, ['4711-4711-4711-4711-47'])
  assert.deepEqual(await found('4711-4711-4711-4711-47'), [likeToken?.id])
  const wrapped = `https://safe.example/?url=${encodeURIComponent(third.claimUrl)}&data=1`
  for (const link of [
    third.claimUrl,
    `${third.claimUrl}?utm_source=qr`,
    wrapped,
    encodeURIComponent(wrapped),
    third.claimUrl.split('/c/')[1] ?? '',
    `claim_token: "${third.claimUrl.split('/c/')[1]}"`,
  ])
    assert.deepEqual(await found(link), [third.id], link)
  for (const nothing of ['customer-9', '7KQ2-M9XA', `${third.claimUrl}x`, 'https://other.example/c/x'])
    assert.deepEqual(await found(nothing), [])
  await assert.rejects(findLinks(service.context, '  '), /text: must be a reference or a claim link/)
})

function byExternalId(links: ReadonlyArray<{ id: string; externalId: string | null }>) {
  const of = (id: string) => links.find(link => link.id === id)?.externalId ?? ''
  return (one: string, other: string) => of(one).localeCompare(of(other))
}

test('revoked links are found too, an exact reference stands alone, and a long list says that there are more', async t => {
  const service = await startCore(t)
  const references = ['person 7', ...Array.from({ length: 60 }, (_, index) => `person 7${index}`)]
  const exact = (await issued(service, references))[0]?.id ?? ''
  await revokeLink(service.context, exact, 'Ann')
  const found = await findLinks(service.context, 'person 7')
  assert.deepEqual(
    found.links.map(({ id, state }) => [id, state]),
    [[exact, 'revoked']],
  )
  const { links, more } = await findLinks(service.context, 'PERSON')
  assert.deepEqual([links.length, more, links[0]?.externalId], [50, true, 'person 7'])
})

test('what is pasted leads to the story at once, and neither the answer nor the log holds the link', async t => {
  const service = await startTestService(t)
  const { links } = await watchedCampaign(service)
  const ann = await signedInStaff(t, service, 'viewer')
  const answer = await ask(ann, service, links.deposited)
  assert.equal(answer.location, `${service.url}/admin/links/${idOf(links.deposited)}`)
  const story = await ann.follow(answer)
  assert.match(story.text, /Where the \$25\.00 are: in the recipient’s Amazon balance/)
  const unknown = await ask(ann, service, `${service.url}/c/unknown-token`)
  assert.match(unknown.text, /Nothing found/)
  const token = links.deposited.split('/').at(-1) ?? ''
  assert.equal((await ask(ann, service, token)).location, answer.location)
  for (const like of [`0${token.slice(1, -1)}0`, encodeURIComponent(`${service.url}/c/unknown-token`)]) {
    const nothing = await ask(ann, service, like)
    assert.match(nothing.text, /Nothing found/)
    assert.doesNotMatch(nothing.text, /unknown-token|name="text"[^>]* value=/)
  }
  assert.ok(
    ![story.text, unknown.text, JSON.stringify(service.log)].some(
      text => /unknown-token/.test(text) || text.includes(token),
    ),
  )
  assert.equal((await ask(ann, service, ' ')).status, 400)
})

test('a link that nobody claimed says whether it can be, and why not', async t => {
  const service = await startTestService(t)
  const { campaign, links } = await watchedCampaign(service)
  const ann = await signedInStaff(t, service, 'viewer')
  const says = async (link: string, words: RegExp) =>
    assert.match((await ann.get(`${service.url}/admin/links/${idOf(link)}`)).text, words)
  await says(links.scanned, /It can be claimed now/)
  await says(links.revoked, /It cannot be claimed: it was revoked/)
  await service.database.query("update campaign set state = 'paused' where id = $1", [campaign.id])
  await says(links.seen, /while the link or its campaign is paused/)
  await service.database.query(
    "update campaign set state = 'live', budget_minor = granted_minor where id = $1",
    [campaign.id],
  )
  await says(links.seen, /budget has less left than it is worth/)
  assert.equal((await ann.get(`${service.url}/admin/links/NOTHING`)).status, 404)
})

test('each role is offered what it may do, the press does it, and the audit knows who', async t => {
  const service = await startTestService(t)
  const { links } = await watchedCampaign(service)
  const [viewer, marketer, operator] = [
    await signedInStaff(t, service, 'viewer'),
    await signedInStaff(t, service, 'marketer'),
    await signedInStaff(t, service, 'operator'),
  ]
  const page = (client: CookieClient, link: string) => client.get(`${service.url}/admin/links/${idOf(link)}`)
  const forms = async (client: CookieClient, link: string) =>
    [...(await page(client, link)).text.matchAll(/class="deed"/g)].length
  assert.deepEqual(
    await Promise.all([viewer, marketer, operator].map(client => forms(client, links.refused))),
    [0, 1, 1],
  )
  assert.deepEqual(
    await Promise.all([viewer, marketer, operator].map(client => forms(client, links.waiting))),
    [0, 0, 1],
  )
  const refused = await page(marketer, links.refused)
  const press = formOf(refused.text, 1)
  const forged = await viewer.post(
    new URL(press.action, service.url).href,
    formOf((await page(viewer, links.refused)).text).fields,
  )
  assert.deepEqual([forged.status, titleOf(forged.text)], [403, 'Your role cannot do this'])
  assert.equal((await submit(marketer, refused, press)).status, 303)
  const again = await submit(marketer, refused, press)
  assert.equal(again.status, 409)
  assert.match(again.text, /Nothing was changed: it was retried already/)
  assert.match((await page(viewer, links.refused)).text, /The marketer let the recipient use another account/)
  const waiting = await page(operator, links.waiting)
  assert.equal((await submit(operator, waiting, formOf(waiting.text, 1))).status, 303)
  assert.match((await page(viewer, links.waiting)).text, /The operator had it sent without waiting/)
})

test('a link is paused, resumed, given a last day and revoked on its own page, by whoever may', async t => {
  const service = await startTestService(t)
  const { links } = await watchedCampaign(service)
  const [viewer, marketer] = [await signedInStaff(t, service, 'viewer'), await signedInStaff(t, service)]
  const address = `${service.url}/admin/links/${idOf(links.seen)}`
  const text = async () => (await marketer.get(address)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  assert.doesNotMatch((await viewer.get(address)).text, /name="action"/)
  const done = async (button: RegExp, more: Record<string, string> = {}) => {
    const answer = await press(marketer, await marketer.get(address), button, more)
    assert.deepEqual([answer.status, answer.location], [303, address], answer.text)
  }
  await done(/^Pause$/)
  assert.match(await text(), /paused Campaign|paused .* Where it stands/)
  await done(/^Resume$/)
  await done(/^Set the last day$/, { until: '2090-06-30' })
  assert.match(await text(), /Claim by June 30, 2090 at 11:59/)
  assert.match(
    await text(),
    /The marketer paused it\. .*The marketer changed how long it can be claimed: until July 1, 2090/,
  )
  const wrong = await press(marketer, await marketer.get(address), /^Set the last day$/)
  assert.match(wrong.text, /Choose the last day first/)
  await done(/^End it with the campaign$/)
  const asked = await press(marketer, await marketer.get(address), /^Revoke …$/)
  const sure = await postForm(marketer, asked, {
    'ids-0': idOf(links.seen),
    count: '1',
    action: 'revoke',
    from: 'link',
  })
  assert.equal(sure.location, address)
  assert.equal(
    (await text()).match(/revoked it\.|The link was revoked/g)?.length,
    1,
    'each happening is told once',
  )
})

test('operators decide a review on its page, two of them where it may have been applied', async t => {
  const service = await startTestService(t)
  const { links } = await watchedCampaign(service)
  const id = idOf(links.waiting)
  await service.database.query(
    "update deposit set state = 'review', in_doubt = true where claim_link_id = $1",
    [id],
  )
  const address = `${service.url}/admin/links/${id}`
  const [olga, marketer] = [await signedInStaff(t, service, 'operator'), await signedInStaff(t, service)]
  const otto = createCookieClient()
  t.after(() => otto.close())
  await enterBy(otto, await staffLink(service, { role: 'operator', name: 'Otto' }))
  assert.doesNotMatch((await marketer.get(address)).text, /name="evidence"/)
  assert.doesNotMatch((await olga.get(address)).text, /“deposit (show|resolve)|--by/)
  const decide = async (client: CookieClient, as: string, evidence: string) =>
    await press(client, await client.get(address), /^Decide$/, { as, evidence })
  const empty = await decide(olga, 'refused', ' ')
  assert.match(empty.text, /Must say why/)
  assert.match(empty.text, /<option value="refused" selected>/)
  assert.equal((await decide(olga, 'refused', 'case 1')).status, 303)
  assert.doesNotMatch((await olga.get(address)).text, /<option value="refused"/)
  assert.match((await otto.get(address)).text, /The operator proposed to refuse it: “case 1”/)
  assert.equal((await decide(otto, 'refused', 'case 1, read')).status, 303)
  assert.match((await otto.get(address)).text, /Otto resolved it as refused: “case 1, read”/)
})

test('a deposit that was sent by hand is audited, and one that could not be is not', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const { retryDeposit } = await import('../../src/services/retry.ts')
  await retryDeposit(service.context, id, 'Ann')
  await service.database.query("update deposit set state = 'review' where claim_link_id = $1", [id])
  await assert.rejects(retryDeposit(service.context, id, 'Ann'), /only a pending one/)
  const entries = await service.database.query(
    "select actor, action, subject from audit_entry where action like 'deposit %'",
  )
  assert.deepEqual(entries, [{ actor: 'Ann', action: 'deposit retry', subject: id }])
  assert.equal((await depositOf(service, id)).state, 'review')
})
