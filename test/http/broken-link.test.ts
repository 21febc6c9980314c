/** Links whose token was not put in: a page of their own, counted for the campaign, and no trouble for anybody else. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request as visit } from 'undici'
import type { Campaign } from '../../src/domain/campaign.ts'
import { createProblemTally, listProblems } from '../../src/services/campaign-problem.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import { mailSystemNames, mailSystems } from '../../views/embed/mail-systems.ts'
import { mailSnippet } from '../../views/embed/snippet.ts'
import { locales } from '../../views/locale.ts'
import { decodeEntities } from '../helpers/cookie-client.ts'
import { titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { browsers, machines } from '../helpers/visitors.ts'

const incomplete = [404, 'This link is incomplete']

/** The path goes out as it stands, which no URL of a browser allows. */
async function rawGet({ url }: TestService, path: string, method = 'GET'): Promise<[number, string, string]> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method, headers: browsers['Chrome on a desk'] },
      response => {
        const parts: Buffer[] = []
        response.on('data', part => parts.push(part))
        response.on('end', () => {
          const text = Buffer.concat(parts).toString()
          resolve([response.statusCode ?? 0, titleOf(text), text])
        })
      },
    )
    asked.on('error', reject).end()
  })
}

async function open(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<void> {
  await (await visit(url, { headers, method })).body.dump()
}

async function problems({ context }: TestService, { id }: Campaign): Promise<Record<string, number>> {
  await sleep(1_200)
  return Object.fromEntries((await listProblems(context, id)).map(({ kind, count }) => [kind, count]))
}

async function started(t: TestContext): Promise<{ service: TestService; campaign: Campaign }> {
  const service = await startTestService(t)
  return { service, campaign: await service.campaign() }
}

test('the address of every snippet, sent out as it was pasted, says that it is incomplete and is counted', async t => {
  const { service, campaign } = await started(t)
  const offer = {
    campaignId: campaign.id,
    color: '#1f4e79',
    money: null,
    publicUrl: service.url,
    realUrl: service.url,
  }
  const ours = mailSystemNames.filter(name => mailSystems[name].column === 'claim_token')
  for (const name of ours) {
    const { html, text } = mailSnippet(locales[0], offer, name)
    const href = decodeEntities(/href="([^"]+)"/.exec(html)?.[1] ?? '')
    assert.ok(text.includes(`\n${href}\n`), 'the plain text has the same address on a line of its own')
    const path = href.slice(service.url.length).replaceAll(' ', '%20')
    const [status, title, page] = await rawGet(service, path)
    assert.deepEqual([status, title], incomplete, name)
    assert.match(page, /mailto:help@acme\.example/, 'it names whom to ask')
  }
  assert.equal(ours.length, 5)
  assert.deepEqual(await problems(service, campaign), { 'unreplaced-tag': 5 })
})

test('raw and encoded tags, and no token at all, get the page whatever else is in the address', async t => {
  const { service, campaign } = await started(t)
  const query = `?utm_campaign=${campaign.id}&utm_source=jane@example.com`
  const unreplaced = [
    '/c/*|CLAIM|*',
    '/c/%2A%7CCLAIM%7C%2A',
    '/c/%%CLAIM%%',
    '/c/%25%25CLAIM%25%25',
    '/c/{%x%}',
  ]
  const empty = ['/c', '/c/', '/c//', '/c/%20']
  for (const path of [...unreplaced, ...empty])
    assert.deepEqual((await rawGet(service, path + query)).slice(0, 2), incomplete, path)
  assert.deepEqual((await rawGet(service, '/c/{{x}}/sign-in')).slice(0, 2), incomplete)
  assert.deepEqual(await problems(service, campaign), { 'unreplaced-tag': 5, 'empty-token': 4 })
  const rows = await service.database.query('select * from campaign_problem')
  assert.doesNotMatch(JSON.stringify(rows), /jane|CLAIM/)
})

test('of a campaign that there is not, nobody is named and nothing is counted', async t => {
  const { service, campaign } = await started(t)
  const strangers = ['', '?utm_campaign=AAAAAAAAAA', '?utm_campaign=%00', `?utm_campaign=${campaign.id}x`]
  for (const query of strangers) {
    const [status, title, page] = await rawGet(service, `/c/{{x}}${query}`)
    assert.deepEqual([status, title], incomplete)
    assert.match(page, /write to whoever sent you the message/)
    assert.doesNotMatch(page, /acme/i)
  }
  assert.deepEqual(await problems(service, campaign), {})
})

test('a thousand people with a broken tag are no guessers, and cost the database one row', async t => {
  const { service, campaign } = await started(t)
  const broken = `${service.url}/c/{{claim_token}}?utm_campaign=${campaign.id}`
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 100 }, () => open(broken, browsers['Safari on a phone'])))
  for (const { method, headers } of Object.values(machines)) await open(broken, headers, method)
  assert.equal((await fetch(`${service.url}/c/unknown`)).status, 404, 'the limit on guesses is untouched')
  assert.deepEqual(await problems(service, campaign), { 'unreplaced-tag': 1_000 })
  const [row] = await service.database.query<{ rows: number }>(
    'select count(*)::int as rows from campaign_problem',
  )
  assert.equal(row?.rows, 1)
})

test('a whole address in the place of its token leads on to its link alone, and however often it is no guess', async t => {
  const { service, campaign } = await started(t)
  const [link = ''] = await service.links(campaign)
  const open = async (path: string) => await fetch(service.url + path, { redirect: 'manual' })
  for (const address of [link, encodeURIComponent(link), encodeURIComponent(`${link}?x=1`)]) {
    const sent = await open(`/c/${address}?utm_source=mailchimp`)
    const { pathname } = new URL(link)
    assert.deepEqual([sent.status, sent.headers.get('location')], [303, `${pathname}?utm_source=mailchimp`])
  }
  for (let time = 0; time < 25; time++) await open(`/c/${encodeURIComponent(link)}`)
  assert.equal((await open('/c/unknown')).status, 404, 'the limit on guesses is untouched')
  const foreign = await open(`/c/${encodeURIComponent('https://evil.example/c/AAAAAAAAAAAAAAAAAAAAAA')}`)
  assert.deepEqual([foreign.status, foreign.headers.get('location')], [404, null])
})

test('the staff reads how many and when the last was, until a week was quiet; then they are new ones', async t => {
  const { service, campaign } = await started(t)
  const ann = await signedInStaff(t, service, 'viewer')
  const met = async (empty: number) => {
    for (let time = 0; time < empty; time++) await rawGet(service, `/c/?utm_campaign=${campaign.id}`)
    await problems(service, campaign)
    return (await watchCampaign(service.context, campaign.id)).broken.map(({ count }) => count)
  }
  assert.deepEqual(await met(2), [2])
  const page = await ann.get(`${service.url}/admin/campaigns/${campaign.id}`)
  assert.match(page.text, /2 visits of links from which the claim token was missing; the last \w+ \d+, \d{4}/)
  assert.match(page.text, /some may be scanners that look like browsers/)
  const later = (days: number) =>
    service.database.query(
      'update campaign_problem set first_at = first_at - make_interval(days => $1), last_at = last_at - make_interval(days => $1)',
      [days],
    )
  await later(6)
  assert.deepEqual(await met(1), [3])
  await later(7)
  assert.deepEqual(await met(0), [])
  assert.deepEqual(await problems(service, campaign), {})
  assert.deepEqual(await met(1), [1])
})

test('what cannot be written is counted again with the next', async t => {
  const { service, campaign } = await started(t)
  const tally = createProblemTally(service.context)
  tally.note(campaign.id, 'empty-token')
  await service.database.query('alter table campaign_problem rename to hidden')
  await assert.rejects(tally.write())
  await service.database.query('alter table hidden rename to campaign_problem')
  tally.note(campaign.id, 'empty-token')
  await tally.write()
  await tally.write()
  assert.deepEqual(await problems(service, campaign), { 'empty-token': 2 })
})

test('a form is not for a broken link', async t => {
  const { service } = await started(t)
  assert.equal((await rawGet(service, '/c/{{x}}', 'POST'))[0], 405)
})
