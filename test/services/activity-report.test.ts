/** The activity for accountants: every cent once, by UTC days, and the same sum as the page of a campaign. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { requestId } from '../../src/domain/deposit.ts'
import {
  type ActivityInput,
  prepareActivity,
  sumUpActivity,
  writeActivity,
} from '../../src/services/activity-report.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import { summaryOf } from '../../src/services/watch-summary.ts'
import { createCli } from '../helpers/cli.ts'
import { consented, depositOf, sendAlone, startCore } from '../helpers/consented.ts'
import { dataDir, eventually } from '../helpers/program.ts'
import { ledgerOf, startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { idOf, watchedCampaign } from '../helpers/watched.ts'

const always = { from: '2020-01-01', to: '2099-12-31', state: 'deposited', account: '', campaign: '' }

async function rowsOf(
  { context }: TestService,
  input: Partial<ActivityInput>,
): Promise<Record<string, string>[]> {
  let text = ''
  const activity = await prepareActivity(context, { ...always, ...input })
  await writeActivity(context, activity, 'csv', async part => {
    text += part
  })
  return parse(text, { columns: true })
}

async function totalsOf({ context }: TestService, input: Partial<ActivityInput> = {}) {
  const { totals } = await sumUpActivity(context, await prepareActivity(context, { ...always, ...input }))
  return totals
}

test('a campaign’s activity is what its page calls spent, row by row what Amazon applied, on page, file and command line', async t => {
  const service = await startTestService(t)
  const other = await consented(service, { amount: '0.07', name: '=1+1' })
  await eventually(async () => (await depositOf(service, other)).state === 'deposited')
  const { campaign, links } = await watchedCampaign(service)
  const [row, ...more] = await rowsOf(service, { campaign: campaign.id })
  assert.deepEqual(more, [])
  const deposited = idOf(links.deposited)
  assert.partialDeepStrictEqual(row, {
    direction: 'deposit',
    amount: '25.00',
    currency: 'USD',
    state: 'deposited',
    partner_account: 'default',
    marketplace: 'US',
    campaign_id: campaign.id,
    campaign_sender: 'Acme Research',
    campaign_budget: '150.00',
    request_id: requestId('Emul1', deposited),
  })
  assert.equal(row?.booked_at?.slice(0, 10), row?.booking_date)
  assert.match(row?.amazon_request_id ?? '', /^[\w-]{8,}$/)
  const { money } = summaryOf(await watchCampaign(service.context, campaign.id)) as unknown as {
    money: { spent: string }
  }
  assert.deepEqual(await totalsOf(service, { campaign: campaign.id }), [
    { partnerAccount: 'default', marketplace: 'US', currency: 'USD', count: 1, amount: money.spent },
  ])
  assert.deepEqual(
    (await rowsOf(service, { state: 'refused' })).map(({ direction }) => direction),
    ['none'],
  )
  assert.equal((await rowsOf(service, { state: 'open' })).length, 2)

  const all = await rowsOf(service, {})
  const cents = (amounts: readonly (string | number)[]) =>
    amounts.reduce<number>((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
  const applied = (await ledgerOf(service)).filter(({ requestId: id }) =>
    all.some(each => each.request_id === id),
  )
  assert.equal(applied.length, 2)
  assert.equal(cents(all.map(({ amount = '' }) => amount)), cents(applied.map(({ amount }) => amount)))
  assert.deepEqual(
    (await totalsOf(service)).map(({ count, amount }) => [count, amount]),
    [[2, '25.07']],
  )
  assert.equal(
    all.find(({ amount }) => amount === '0.07')?.campaign_name,
    "'=1+1",
    'no cell is run by a spreadsheet',
  )

  const ann = await signedInStaff(t, service, 'viewer')
  const page = await ann.get(`${service.url}/admin/activity`)
  assert.ok(page.text.includes('<td>2</td><td>25.07 USD</td>'))
  const file = await ann.get(`${service.url}/admin/activity?campaign=${campaign.id}&format=ndjson`)
  assert.match(
    String(file.headers['content-disposition']),
    /filename="activity-deposited-\d{4}-\d\d-01-.*\.ndjson"/,
  )
  assert.deepEqual(JSON.parse(file.text), row)
  const wrong = await ann.get(`${service.url}/admin/activity?from=2026-02-30&to=&state=lost&account=nobody`)
  assert.equal(wrong.status, 400)
  assert.deepEqual(
    [...wrong.text.matchAll(/id="(\w+)-problem"/g)].map(([, field]) => field),
    ['from', 'to', 'state'],
  )
  for (const asked of ['account=nobody', 'campaign=nothing', 'from=2026-02-02&to=2026-02-01'])
    assert.equal((await ann.get(`${service.url}/admin/activity?${asked}`)).status, 400, asked)

  const cli = createCli({ DATABASE_URL: service.databaseUrl, DATA_DIR: dataDir(t) })
  await service.database.query('update installation set evidence_fingerprint = null')
  assert.match(await cli.output('activity', '--campaign', campaign.id), /^default +US +1 +25\.00 +USD$/m)
  const [line] = parse(await cli.output('activity', '--format', 'csv', '--campaign', campaign.id), {
    columns: true,
  })
  assert.deepEqual(line, row)
  assert.match(await cli.failure('activity', '--format', 'pdf'), /^format: must be one of csv, ndjson$/m)
})

test('a day is one of UTC: the last millisecond of the evening before is not in it, the first of midnight is', async t => {
  const service = await startCore(t)
  const moments = [
    '2026-10-31T23:59:59.999Z',
    '2026-11-01T00:00:00Z',
    '2026-11-01T23:59:59.999Z',
    '2026-11-02T00:00:00Z',
  ]
  for (const at of moments) {
    const id = await consented(service)
    await sendAlone(service, id)
    await service.database.query('update deposit set decided_at = $2 where claim_link_id = $1', [id, at])
  }
  const days = await rowsOf(service, { from: '2026-11-01', to: '2026-11-01' })
  assert.deepEqual(
    days.map(row => row.booked_at),
    ['2026-11-01T00:00:00.000Z', '2026-11-01T23:59:59.999Z'],
  )
  assert.deepEqual(
    (await totalsOf(service, { from: '2026-11-01', to: '2026-11-01' })).map(({ amount }) => amount),
    ['50.00'],
  )
  assert.deepEqual(await totalsOf(service, { from: '2026-11-03', to: '2026-11-03' }), [])
})
