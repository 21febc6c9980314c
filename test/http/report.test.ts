/** The links of a campaign as a file: whole, safe for spreadsheets, filtered, and without anything that opens a claim. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { issueLinks } from '../../src/services/claim-link.ts'
import { prepareReport, writeReport } from '../../src/services/report.ts'
import { jane, startCore } from '../helpers/consented.ts'
import { eventually } from '../helpers/program.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { idOf, watchedCampaign } from '../helpers/watched.ts'

type Row = Record<string, string>

const rowsOf = (text: string): Row[] => parse(text, { columns: true })

async function reportOf(
  { context }: TestService,
  id: string,
  asked: Partial<Record<'state' | 'from' | 'to', string>> = {},
): Promise<Row[]> {
  let text = ''
  const input = { format: 'csv', state: null, from: null, to: null, ...asked }
  await writeReport(context, await prepareReport(context, id, input), async piece => {
    text += piece
  })
  return rowsOf(text)
}

test('every link is a row with its state, times, amount and visits; CSV and NDJSON say the same', async t => {
  const service = await startTestService(t)
  const { campaign, links } = await watchedCampaign(service)
  const ann = await signedInStaff(t, service, 'viewer')
  const csv = await ann.get(`${service.url}/admin/campaigns/${campaign.id}/report?format=csv`)
  assert.match(
    String(csv.headers['content-disposition']),
    /^attachment; filename="links-\w+-\d{4}-\d\d-\d\d\.csv"$/,
  )
  const rows = rowsOf(csv.text)
  const states = Object.fromEntries(rows.map(row => [row.claim_link_id, row.state]))
  const state = (link: string) => states[idOf(link)]
  assert.deepEqual(
    [links.deposited, links.refused, links.review, links.waiting, links.cancelled, links.revoked].map(state),
    ['deposited', 'refused', 'review', 'waiting', 'unclaimed', 'revoked'],
  )
  const refused = rows.find(row => row.claim_link_id === idOf(links.refused))
  assert.deepEqual(
    [refused?.amount, refused?.currency, refused?.refusal, refused?.opened_by_people, refused?.utm_source],
    ['25.00', 'USD', 'MaxAmountExceeded', '1', 'mailchimp'],
  )
  const ndjson = await ann.get(`${service.url}/admin/campaigns/${campaign.id}/report?format=ndjson`)
  const objects = ndjson.text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const asText = (object: object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, String(value)]))
  assert.deepEqual(objects.map(asText), rows)
  for (const secret of [...Object.values(links).map(link => link.split('/').at(-1) ?? ''), jane])
    assert.ok(!csv.text.includes(secret) && !ndjson.text.includes(secret))
  const summary = JSON.parse(
    (await ann.get(`${service.url}/admin/campaigns/${campaign.id}/report?format=json`)).text,
  )
  assert.deepEqual([summary.links.deposited, summary.money.spent, summary.money.addsUp], [1, '25.00', true])
})

test('no cell is one that a spreadsheet computes', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const nasty = ['=1+1', '+1', '-1', '@sum(1)', '\t=1', '\r=1', '＝1', 'a,"b"\n=1', 'b;=1+1', 'c \t @x']
  await issueLinks(
    service.context,
    campaign,
    nasty.map(externalId => ({ externalId, amountMinor: 100 })),
    'a test',
  )
  const ids = (await reportOf(service, campaign.id)).map(row => row.external_id ?? '')
  assert.equal(ids.length, nasty.length)
  // Many spreadsheets end a cell at a semicolon or a tab, too.
  for (const id of ids) assert.doesNotMatch(id, /^[\t\r]|(^|[;\t]\s*)[=+\-@＝＋－＠]/)
  assert.deepEqual(
    ids.map(id => id.replace(/^'|(?<=[;\t]\s*)'/g, '')),
    nasty,
  )
})

test('rows can be asked for by state and by the days since when they are in it, of the campaign’s time zone', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ timeZone: 'America/New_York' })
  const ids = (await service.links(campaign, 3)).map(idOf)
  const moments = ['2026-11-01T03:59:59Z', '2026-11-01T04:00:00Z', '2026-11-02T04:59:59.9Z']
  for (const [index, at] of moments.entries())
    await service.database.query('update claim_link set created_at = $2 where id = $1', [ids[index], at])
  const found = async (asked: Parameters<typeof reportOf>[2]) =>
    (await reportOf(service, campaign.id, asked)).map(row => row.claim_link_id)
  assert.deepEqual(await found({ from: '2026-11-01', to: '2026-11-01' }), ids.slice(1))
  assert.deepEqual(await found({ to: '2026-10-31' }), ids.slice(0, 1))
  assert.deepEqual(await found({ state: 'unclaimed' }), ids)
  assert.deepEqual(await found({ state: 'deposited' }), [])
  await service.database.query("update campaign set state = 'ended'")
  assert.deepEqual((await reportOf(service, campaign.id, { state: 'expired' })).length, 3)
})

test('what cannot be asked for is said on the page, field by field', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const ann = await signedInStaff(t, service, 'viewer')
  const answer = await ann.get(
    `${service.url}/admin/campaigns/${id}/report?format=pdf&state=lost&from=2026-02-30`,
  )
  assert.equal(answer.status, 400)
  assert.deepEqual(
    [...answer.text.matchAll(/id="(\w+)-problem"/g)].map(([, field]) => field),
    ['format', 'state', 'from'],
  )
})

test('two are made at a time, recipients are not kept waiting, and whoever goes away gives the place back', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  const ann = await signedInStaff(t, service, 'viewer')
  const cookie = ann.cookies.header(service.url)
  const begin = async () => {
    const leaving = new AbortController()
    const url = `${service.url}/admin/campaigns/${campaign.id}/report?format=csv`
    const { status } = await fetch(url, { headers: { cookie }, signal: leaving.signal })
    return { status, leave: () => leaving.abort() }
  }
  await service.database.transaction(async tx => {
    // Both have begun, and neither gets any further.
    await tx.query('lock table visit')
    const begun = [await begin(), await begin()]
    const third = await begin()
    assert.deepEqual(
      [...begun, third].map(({ status }) => status),
      [200, 200, 503],
    )
    assert.equal((await fetch(link)).status, 200)
    for (const { leave } of begun) leave()
  })
  await eventually(async () => (await begin()).status === 200)
})
