/** The pages of the embed kit: codes and cards for links of this campaign alone, and no trace of a link anywhere. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request as visit } from 'undici'
import type { Role } from '../../src/domain/staff.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import { download, receive, rowsOf } from '../helpers/batch.ts'
import { type CookieClient, formOf } from '../helpers/cookie-client.ts'
import { decodeQr } from '../helpers/qr.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { browsers } from '../helpers/visitors.ts'
import { unzip } from '../helpers/zip.ts'

async function started(t: TestContext, count = 2, role: Role = 'marketer') {
  const service = await startTestService(t)
  const campaign = await service.campaign({ budget: '100000.00' })
  const orders = Array.from({ length: count }, (_, index) => ({
    externalId: `c-${index + 1}`,
    amountMinor: 2_500,
  }))
  const issued = await issueLinks(service.context, campaign, orders, 'Ann')
  const csv = ['external_id,claim_url', ...issued.map(link => `${link.externalId},${link.claimUrl}`)].join(
    '\r\n',
  )
  const staff = await signedInStaff(t, service, role)
  const path = `${service.url}/admin/campaigns/${campaign.id}/embed`
  return { service, campaign, staff, path, csv, links: issued.map(({ claimUrl }) => claimUrl) }
}

/** As a browser posts a form: with its csrf token and the cookies. */
async function post(
  { url }: TestService,
  staff: CookieClient,
  path: string,
  form: FormData | URLSearchParams,
): Promise<Response> {
  const { csrf = '' } = formOf((await staff.get(path)).text).fields
  const target = form instanceof FormData ? `${path}/list?csrf=${csrf}` : path
  if (form instanceof URLSearchParams) form.set('csrf', csrf)
  const headers = { cookie: staff.cookies.header(url) }
  return await fetch(target, { method: 'POST', body: form, headers, redirect: 'manual' })
}

function listForm(as: string, csv: string): FormData {
  const form = new FormData()
  form.set('as', as)
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'links.csv')
  return form
}

test('one pasted link becomes a picture of its code, and nothing remembers it', async t => {
  const { service, staff, path, links } = await started(t)
  const [link = ''] = links
  const make = (as: string) =>
    post(service, staff, `${path}/qr`, new URLSearchParams({ link: ` ${link}?x=1 `, as }))
  const png = await make('png')
  assert.equal(png.headers.get('content-disposition'), 'attachment; filename=claim-link.png')
  assert.equal(decodeQr(Buffer.from(await png.arrayBuffer())), `${link}?utm_medium=print`)
  const svg = await make('svg')
  assert.match(await svg.text(), /^<svg /)
  assert.equal(svg.headers.get('content-type'), 'image/svg+xml; charset=utf-8')
  assert.match(
    await (await make('show')).text(),
    /<figure class="qr" role="img" aria-label="QR code of the link"><svg/,
  )
  assert.match(await (await make('card')).text(), /One card for Acme Research/)
  await sleep(50)
  const token = link.split('/').at(-1) ?? ''
  assert.ok(!JSON.stringify(service.log).includes(token))
})

test('a link of another campaign, of nobody or of another site is refused beside its field', async t => {
  const { service, staff, path } = await started(t)
  const [foreign = ''] = await service.links(await service.campaign())
  for (const [link, reason] of [
    [foreign, /This campaign has no such link, or it was revoked/],
    [`${service.url}/c/AAAAAAAAAAAAAAAAAAAAAA`, /This campaign has no such link, or it was revoked/],
    ['https://evil.example/c/AAAAAAAAAAAAAAAAAAAAAA', /Paste a whole claim link/],
    ['', /Paste a whole claim link/],
    ['<script>', /Paste a whole claim link/],
  ] as const) {
    const answer = await post(service, staff, `${path}/qr`, new URLSearchParams({ link, as: 'svg' }))
    assert.equal(answer.status, 400, link)
    const text = await answer.text()
    assert.match(text, reason)
    assert.match(text, /aria-invalid="true"/)
    assert.ok(!text.includes('<script>'))
  }
})

test('a delivered list becomes a zip of codes or sheets of eight cards', async t => {
  const { service, staff, path, csv, links } = await started(t, 10)
  const zipped = await post(service, staff, `${path}/qr`, listForm('png', csv))
  assert.equal(zipped.headers.get('content-disposition'), 'attachment; filename=qr-codes.zip')
  const files = await unzip([Buffer.from(await zipped.arrayBuffer())])
  assert.deepEqual(
    [...files.values()].map(decodeQr),
    links.map(link => `${link}?utm_medium=print`),
  )
  assert.deepEqual([...files.keys()].slice(0, 2), ['c-1.png', 'c-2.png'])
  const sheets = await (await post(service, staff, `${path}/qr`, listForm('cards', csv))).text()
  assert.match(sheets, /10 cards for Acme Research/)
  assert.equal(sheets.match(/<section class="sheet eight"/g)?.length, 2)
  for (const link of links) assert.ok(sheets.includes(link.replace('http://', '')))
})

test('a list with a foreign line, too many lines or no file makes nothing and says why', async t => {
  const { service, staff, path, csv } = await started(t, 801)
  const [foreign = ''] = await service.links(await service.campaign())
  const refused = async (form: FormData, reason: RegExp) => {
    const answer = await post(service, staff, `${path}/qr`, form)
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), reason)
  }
  await refused(listForm('svg', `${csv}\r\nx,${foreign}`), /Line 803: there is no such link of this campaign/)
  await refused(listForm('cards', csv), /It has more than 800 links: split it/)
  await refused(listForm('svg', 'external_id\r\nx'), /Line 1: there must be a column claim_url/)
  const empty = new FormData()
  empty.set('as', 'svg')
  await refused(empty, /Choose a file first/)
})

test('a viewer sees the kit, and can make nothing', async t => {
  const { service, staff, path, links, csv } = await started(t, 1, 'viewer')
  assert.equal((await staff.get(path)).status, 200)
  assert.match((await staff.get(`${path}/qr`)).text, /Making them needs the role “marketer”/)
  const asked = new URLSearchParams({ link: links[0] ?? '', as: 'svg' })
  assert.equal((await post(service, staff, `${path}/qr`, asked)).status, 403)
  assert.equal((await post(service, staff, `${path}/qr`, listForm('svg', csv))).status, 403)
})

test('a button names no amount, and a card the amount and the end of its own link, once links differ', async t => {
  const { service, campaign, staff, path, csv } = await started(t)
  const offered = async () => (await staff.get(path)).text
  assert.match(await offered(), /Claim your \$25\.00/)
  const ordered = 'external_id,amount,expires_at\nfive,5.00,2026-12-05\nhundred,100.00,\n'
  const batch = await receive(service, campaign, ordered)
  assert.doesNotMatch(await offered(), /\$25/, 'as soon as they are ordered')
  const file = await download(service, batch)
  const [five] = rowsOf(file)
  assert.match(await offered(), /Claim your reward/)
  const cards = async (form: FormData | URLSearchParams) =>
    plainText(await (await post(service, staff, `${path}/qr`, form)).text())
  const sheet = await cards(listForm('cards', `${csv}\r\nx,${five?.claim_url}`))
  assert.match(
    sheet,
    /Claim your \$25\.00 .*Until December 31, 2099 .*c-1 .*Claim your \$5\.00 .*Until December 5, 2026 .* x /,
  )
  const single = (link: string) => cards(new URLSearchParams({ link, as: 'card' }))
  assert.match(await single(five?.claim_url ?? ''), /Claim your \$5\.00 .*Until December 5, 2026 .* five /)
  assert.match(
    await single((await service.links(campaign))[0] ?? ''),
    /Claim your \$25\.00 .* [0-9A-Z]{4}-[0-9A-Z]{4} /,
  )
})

const plainText = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

test('links without a token are told on the kit’s page', async t => {
  const { service, campaign, staff, path } = await started(t)
  for (const token of ['{{claim_token}}', '*|CLAIM|*', ''])
    await visit(`${service.url}/c/${token}?utm_campaign=${campaign.id}`, {
      headers: browsers['Safari on a phone'] ?? {},
    })
  await sleep(1_200)
  const { text } = await staff.get(path)
  assert.match(text, /2 visits with a tag that the mail system had not replaced/)
  assert.match(text, /1 visit with a field that was empty/)
})
