/** The pages of links: a list goes up, a file with links comes down, and several links are changed by one press. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Campaign } from '../../src/domain/campaign.ts'
import type { Role } from '../../src/domain/staff.ts'
import { orderLinks } from '../../src/services/link-batch.ts'
import { confirm, download, receive, rowsOf } from '../helpers/batch.ts'
import { type CookieClient, formOf, type Response } from '../helpers/cookie-client.ts'
import { postForm } from '../helpers/multipart.ts'
import { formWith, press, settled } from '../helpers/pressed.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { upload } from '../helpers/upload.ts'

type Scene = { service: TestService; campaign: Campaign; ann: CookieClient; path: string; send: Send }
type Send = (file: string | Buffer | AsyncIterable<Buffer>) => Promise<Response>

async function scene(t: TestContext, role: Role = 'marketer'): Promise<Scene> {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const ann = await signedInStaff(t, service, role)
  const path = `${service.url}/admin/campaigns/${campaign.id}/links`
  const send: Send = async file => {
    const { fields } = formOf((await ann.get(path)).text)
    return await settled(ann, await upload(ann, `${path}/order/file?csrf=${fields.csrf}`, { file }))
  }
  return { service, campaign, ann, path, send }
}

/** The page of a batch, once the service knows that it has written the whole file. */
async function confirmable(ann: CookieClient, { url }: Response): Promise<Response> {
  for (;;) {
    const page = await ann.get(url)
    if (page.text.includes('I have the file')) return page
    await sleep(20)
  }
}

test('a list goes up, its links come down once, and a press makes them live', async t => {
  const { ann, send, service } = await scene(t)
  const page = await send('external_id,city\nr-1,Bonn\nr-2,=Rome\n')
  assert.match(page.text, /2 links can be issued/)
  assert.match(page.text, /File<\/dt><dd>people\.csv/)
  assert.match(page.text, /When the download has finished/)
  const file = await press(ann, page, /Download the links/, { bom: 'yes' })
  assert.match(String(file.headers['content-disposition']), /^attachment; filename=claim-links-\w{10}\.csv$/)
  assert.equal(file.headers['cache-control'], 'no-store')
  assert.ok(file.text.startsWith('external_id,city,claim_url'))
  const [row] = rowsOf(file.text)
  const url = (row?.claim_url ?? '').replace(service.context.publicUrl, service.url)
  assert.match(await (await fetch(url)).text(), /This reward is not open yet/)
  const ready = await confirmable(ann, page)
  const live = await settled(ann, await press(ann, ready, /make 2 links live/))
  assert.match(live.text, /2 links can be claimed/)
  assert.match(await (await fetch(url)).text(), /Login with Amazon/)
  const stale = await press(ann, ready, /make 2 links live/)
  assert.equal(stale.status, 409)
  assert.match(stale.text, /it cannot be confirmed: it is live/)
})

test('the page of a batch counts what is in its file, knows whether it can be claimed, and lets the next press stand out', async t => {
  const { ann, send, service } = await scene(t)
  const order = await send('external_id\na\nb\nc\n')
  const main = async () =>
    [...(await ann.get(order.url)).text.matchAll(/button primary" type="submit">([^<]*)/g)].map(
      ([, text]) => text,
    )
  assert.deepEqual(await main(), ['Download the links'])
  await press(ann, order, /Download/)
  const ready = await confirmable(ann, order)
  assert.deepEqual(await main(), ['I have the file: make 3 links live'])
  await press(ann, ready, /make 3 links live/)
  const standing = async (campaign: string) => {
    await service.database.query(`update campaign set ${campaign}`)
    return (await ann.get(order.url)).text
  }
  assert.match(await standing("state = 'draft'"), /3 links can be claimed once the campaign is launched\./)
  assert.match(await standing("state = 'paused'"), /3 links can be claimed once the campaign is resumed\./)
  assert.match(await standing("state = 'ended'"), /3 links cannot be claimed any more/)
  assert.match(await standing("state = 'live'"), /3 links can be claimed\./)
  await service.database.query("update claim_link set revoked_at = now() where external_id <> 'b'")
  const again = await press(ann, await ann.get(order.url), /Make the file again/)
  assert.equal(rowsOf(again.text).length, 1)
  const { text } = await confirmable(ann, order)
  assert.match(text, /1 link waits for your word\. 2 lines of 3 are left out/)
  assert.match(text, /has 1 link below its first line/)
  const live = await settled(ann, await press(ann, await confirmable(ann, order), /make 1 link live/))
  assert.match(live.text, /1 link can be claimed\./)
})

test('on every page of a campaign one button stands out at most, whatever its state', async t => {
  const { ann, path, send, service } = await scene(t)
  const order = await send('external_id\na\n')
  const pages = [
    '',
    '/links',
    '/links/order',
    '/embed',
    '/embed/qr',
    '/preview',
    '/settings',
    '/launch',
    '/end',
  ]
  for (const state of ['draft', 'live', 'paused', 'ended']) {
    await service.database.query('update campaign set state = $1', [state])
    for (const address of [...pages.map(page => path.replace(/\/links$/, page)), order.url]) {
      const standOut = (await ann.get(address)).text.match(/class="button primary/g) ?? []
      assert.ok(standOut.length <= 1, `${address}, ${state}: ${standOut.length}`)
    }
  }
})

test('a refused list names line, column and reason, and gives its bad lines back', async t => {
  const { ann, send } = await scene(t)
  const page = await send('external_id,amount\nr-1,<b>\nr-2,5\n')
  assert.match(page.text, /The file has 1 problem, so nothing was made/)
  assert.match(
    page.text,
    /<th scope="row">2<\/th><td>amount<\/td><td class="reason">&quot;&lt;b&gt;&quot; is not an amount in USD/,
  )
  const bad = await ann.get(`${page.url}/problems.csv`)
  assert.match(bad.text, /^problem_line,problem,external_id,amount\r\n2,.*,r-1,<b>\r\n$/)
})

test('the sample of a campaign is a list that it takes, and so is one with headings as people write them', async t => {
  const { ann, path, send, service } = await scene(t)
  const sample = async () => {
    const page = await ann.get(`${path}/order`)
    const [, address = ''] = /href="([^"]+)">Download a sample/.exec(page.text) ?? []
    return (await ann.get(new URL(address, path).href)).text
  }
  assert.equal(await sample(), 'external_id,first_name\r\nperson-1,Ann\r\nperson-2,Ben\r\n')
  await service.database.query('update campaign set amount_minor = null')
  assert.match((await send(await sample())).text, /2 links can be issued/)
  const written = await send('Vorname,External ID,Amount\nZoe,z-1,7.50\n')
  const file = await press(ann, written, /Download/)
  assert.match(file.text, /^Vorname,External ID,Amount,claim_url.*\r\nZoe,z-1,7\.50,.*,7\.50,USD,/)
})

test('an upload without a file, and one that breaks off, leave nothing and say so', async t => {
  const { ann, path, service } = await scene(t)
  const { fields } = formOf((await ann.get(path)).text)
  const address = `${path}/order/file?csrf=${fields.csrf}`
  const empty = await upload(ann, address, { file: '', fileName: '' })
  assert.equal(empty.status, 400)
  assert.match(empty.text, /Choose a file first/)
  async function* cut(): AsyncGenerator<Buffer> {
    yield Buffer.from(`external_id\n${'r\n'.repeat(10)}`)
    await sleep(200)
    throw new Error('the browser is closed')
  }
  await assert.rejects(upload(ann, address, { file: cut() }))
  const refused = "select from link_batch where state = 'refused'"
  while ((await service.database.query(refused)).length === 0) await sleep(100)
  const [row] = await service.database.query<{ reason: string }>('select reason from link_problem')
  assert.match(row?.reason ?? '', /the upload broke off about here/)
  const staged = 'select from link_row'
  while ((await service.database.query(staged)).length > 0) await sleep(100)
})

test('links are found by external id and reference, never by what opens a claim, and changed several at once', async t => {
  const { ann, path, send, service } = await scene(t)
  const order = await send('external_id\na\nb\nc\n')
  const rows = rowsOf((await press(ann, order, /Download/)).text)
  await press(ann, await confirmable(ann, order), /make 3 links live/)
  const [a, b] = rows
  const find = async (words: string) => (await ann.get(`${path}?search=${encodeURIComponent(words)}`)).text
  for (const words of ['a', a?.claim_reference, ` ${a?.claim_reference?.toLowerCase()} `])
    assert.match(
      await find(words ?? ''),
      new RegExp(`<th scope="row"><a href="[^"]+">${a?.claim_reference}`),
      words,
    )
  assert.match(await find("'; --"), /No link of this campaign is called that/)
  for (const words of [a?.claim_url, a?.claim_token, encodeURIComponent(a?.claim_url ?? '')]) {
    const refused = await find(words ?? '')
    assert.match(refused, /What opens a claim must not stand in an address\. “Find a link” takes it/)
    assert.ok(!refused.includes(a?.claim_token ?? ''))
  }
  const page = await ann.get(path)
  const values = [...page.text.matchAll(/name="link\[\]" value="(\w+)"/g)].map(match => match[1] ?? '')
  assert.equal(values.length, 3)
  const [paused] = values.filter(id => id.startsWith((b?.claim_reference ?? '').replace('-', '')))
  const done = await press(ann, page, /^Pause selected$/, { 'link[]': paused ?? '' })
  assert.match((await ann.follow(done)).text, /One link was changed\./)
  assert.match(
    (await ann.get(`${path}?state=paused`)).text,
    new RegExp(`<th scope="row"><a href="[^"]+">${b?.claim_reference}`),
  )
  const url = (b?.claim_url ?? '').replace(service.context.publicUrl, service.url)
  assert.match(await (await fetch(url)).text(), /Claiming is paused/)
  const asked = await press(ann, page, /^Revoke selected …$/, { 'link[]': paused ?? '' })
  assert.match(asked.text, /Revoke this link\?/)
  assert.match(asked.text, /1 link that nobody has claimed, worth \$25\.00/)
  const sure = await postForm(ann, asked, { 'ids-0': paused ?? '', count: '1', action: 'revoke' })
  assert.equal(sure.status, 303)
  assert.match(await (await fetch(url)).text(), /This link is no longer valid/)
  assert.match((await press(ann, page, /^Pause selected$/)).text, /Links: tick at least one first/)
  const until = await press(ann, page, /^Set the last day$/, {
    'link[]': values[0] ?? '',
    until: '2020-01-01',
  })
  assert.match(until.text, /Please mend one field:.*Last day: Must be in the future/s)
  assert.match(until.text, new RegExp(`value="${values[0]}"[^>]* checked`), 'what was ticked stays so')
  const beyond = { 'link[]': values[0] ?? '', until: '2199-01-01' }
  const late = await press(ann, page, /^Set the last day$/, beyond)
  assert.match(late.text, /The campaign ends 2099-12-31 18:00 \(America\/New_York\); extend it first/)
  assert.match(
    (await press(ann, page, /^Set the last day$/, { 'link[]': values[0] ?? '' })).text,
    /Choose the last day/,
  )
  assert.equal((await ann.get(`${path}/change`)).location, path, 'a reload leads back to the list')
})

test('before a file revokes links, a page says how many, what they are worth and which file', async t => {
  const { ann, path, service, campaign } = await scene(t)
  // More than one field of a form takes.
  await service.database.query(
    `insert into claim_link (id, campaign_id, external_id, amount_minor, currency)
     select lpad(n::text, 26, '0'), $1, 'r-' || n, 2500, 'USD' from generate_series(1, 3800) n`,
    [campaign.id],
  )
  const { fields } = formOf((await ann.get(path)).text)
  const rows = await service.database.query<{ id: string; ref: string }>(
    'select id, external_id as ref from claim_link order by id',
  )
  const file = `external_id\n${rows.map(({ ref }) => ref).join('\n')}\nr-1\n`
  const asked = await upload(ann, `${path}/change-file?csrf=${fields.csrf}`, {
    file,
    fields: { action: 'revoke' },
  })
  assert.match(asked.text, /Revoke 3,800 links\?/)
  assert.match(asked.text, /The file “people\.csv” names 3,800 links\./)
  assert.match(asked.text, /3,800 links that nobody has claimed, worth \$95,000\.00/)
  const revoked = 'select from claim_link where revoked_at is not null'
  assert.equal((await service.database.query(revoked)).length, 0)
  const cut = await postForm(ann, asked, { 'ids-0': rows[0]?.id ?? '', count: '3800', action: 'revoke' })
  assert.match(cut.text, /did not arrive as a whole/)
  assert.equal((await service.database.query(revoked)).length, 0)
  const done = await postForm(ann, asked, formWith(asked, /^Revoke/).fields)
  assert.match((await ann.get(done.location ?? '')).text, /3800 links were changed\./)
  assert.equal((await service.database.query(revoked)).length, 3_800)
})

test('a batch is withdrawn after a page that says what that takes', async t => {
  const { ann, path, service, campaign } = await scene(t)
  const batch = await receive(service, campaign, 'external_id\na\nb\n')
  await download(service, batch)
  await confirm(service, batch)
  const asked = await press(ann, await ann.get(`${path}/batches/${batch.id}`), /^Withdraw \w+ …$/)
  assert.match(asked.text, /2 links that nobody has claimed, worth \$50\.00/)
  const states = () => service.database.query<{ state: string }>('select state from link_batch')
  assert.deepEqual(await states(), [{ state: 'live' }])
  await press(ann, asked, /^Withdraw \w+$/)
  assert.deepEqual(await states(), [{ state: 'withdrawn' }])
})

test('a form without its end is no whole file', async t => {
  const { ann, path, service } = await scene(t)
  const { fields } = formOf((await ann.get(path)).text)
  const address = `${path}/order/file?csrf=${fields.csrf}`
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      cookie: ann.cookies.header(address),
      'content-type': 'multipart/form-data; boundary=b',
      'sec-fetch-site': 'same-origin',
    },
    body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nexternal_id\na\nb\n',
  })
  assert.equal(answer.status, 400)
  assert.match(await answer.text(), /the form broke off: send it once more/i)
  const batches = await service.database.query<{ state: string }>('select state from link_batch')
  assert.deepEqual(batches, [{ state: 'refused' }])
})

test('a file of external ids changes all of its links or none', async t => {
  const { ann, path, service, campaign } = await scene(t)
  await service.links(campaign, 1)
  await service.database.query("update claim_link set external_id = 'a'")
  const { fields } = formOf((await ann.get(path)).text)
  const address = `${path}/change-file?csrf=${fields.csrf}`
  const bad = await upload(ann, address, { file: 'external_id\na\nb\n', fields: { action: 'pause' } })
  assert.match(bad.text, /line 3: there is no such link/i)
  const good = await upload(ann, address, { file: 'external_id\na\n', fields: { action: 'pause' } })
  assert.match((await ann.follow(good)).text, /One link was changed/)
  const entries = await service.database.query('select actor, action, detail from audit_entry')
  assert.partialDeepStrictEqual(entries.at(-1), { actor: 'The marketer', action: 'link pause' })
})

test('a viewer sees the links and can press nothing, and nobody reaches an order through another campaign', async t => {
  const { service, campaign, path } = await scene(t)
  await service.links(campaign, 1)
  const viewer = await signedInStaff(t, service, 'viewer')
  const page = await viewer.get(path)
  assert.equal(page.status, 200)
  assert.doesNotMatch(page.text, /Add links|type="checkbox"|change-file/)
  const { fields } = formOf(page.text)
  for (const action of ['/change', '/order/count', '/order/file', '/change-file'])
    assert.equal((await viewer.post(`${path}${action}?csrf=${fields.csrf}`, fields)).status, 403, action)
  const ann = await signedInStaff(t, service)
  const order = await press(ann, await ann.get(`${path}/order`), /^Make the links$/, { count: '2' })
  const id = order.location?.split('/').at(-1)
  const other = await service.campaign()
  const foreign = `${service.url}/admin/campaigns/${other.id}/links/batches/${id}`
  assert.equal((await ann.get(foreign)).status, 404)
  assert.equal((await viewer.post(`${path}/batches/${id}/file?csrf=${fields.csrf}`, fields)).status, 403)
  const unsigned = await fetch(`${path}/order/file`, { method: 'POST', body: 'x' })
  assert.equal(unsigned.status, 401)
})

test('every batch is reached, page by page, and a refused one has no links', async t => {
  const { ann, path, send, service, campaign } = await scene(t)
  for (let number = 0; number < 54; number++) await orderLinks(service.context, campaign, 7, 'Ann')
  const refused = await send('external_id\na\na\n')
  const seen: string[] = []
  const list = await ann.get(path)
  assert.match(list.text, /refused<\/span><\/td><td>0<\/td>/)
  const all = /href="([^"]+)">All batches/.exec(list.text)?.[1] ?? ''
  for (let address: string | undefined = new URL(all, path).href; address; ) {
    const { text } = await ann.get(address)
    seen.push(
      ...[...text.matchAll(/<th scope="row"><a href="[^"]+\/batches\/(\w+)"/g)].map(([, id]) => id ?? ''),
    )
    const older: string | undefined = /href="([^"]+)">Older batches/.exec(text)?.[1]
    address = older && new URL(older, address).href
  }
  assert.deepEqual([seen.length, new Set(seen).size, seen[0]], [55, 55, refused.url.split('/').at(-1)])
})

test('the list goes on page by page without losing or repeating a link', async t => {
  const { ann, path, service, campaign } = await scene(t)
  await service.links(campaign, 120)
  const seen: string[] = []
  for (let address: string | undefined = path; address; ) {
    const { text } = await ann.get(address)
    seen.push(...[...text.matchAll(/name="link\[\]" value="(\w+)"/g)].map(match => match[1] ?? ''))
    const next: string | undefined = /href="([^"]+)">Older links/.exec(text)?.[1]
    address = next && service.url + next.replaceAll('&amp;', '&')
  }
  assert.deepEqual([seen.length, new Set(seen).size], [120, 120])
})
