/** `npm run bench:watch`: the page about a campaign, search and report with a million links and a million deposits. */
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Campaign } from '../../src/domain/campaign.ts'
import { findLinks } from '../../src/services/find-link.ts'
import { prepareReport, writeReport } from '../../src/services/report.ts'
import { createVisits } from '../../src/services/visits.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import { fillOldDeposits } from '../bench/old-deposits.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'

const million = Number(process.env.LINKS ?? 1_000_000)
const seconds = 20

test('a million links', { timeout: 3_600_000 }, async t => {
  const service = await startTestService(t)
  const [claimed, issued] = [await service.campaign(), await service.campaign()]
  await fillOldDeposits(service.databaseUrl, claimed, million)
  await issue(service, issued, million)
  console.log(`${million} deposits of one campaign, ${million} unclaimed links of another`)
  await tell('figures, all claimed', 7, () => watchCampaign(service.context, claimed.id))
  await tell('figures, none claimed', 7, () => watchCampaign(service.context, issued.id))
  const ann = await signedInStaff(t, service, 'viewer')
  const page = (id: string) => ann.get(`${service.url}/admin/campaigns/${id}`)
  await tell('page, read anew', 1, () => page(claimed.id))
  await tell('page, from memory', 50, () => page(claimed.id))
  await tell('page to embed', 5, () => ann.get(`${service.url}/admin/campaigns/${issued.id}/embed`))
  for (const text of ['customer-777777', 'CUSTOMER-77777', 'omer-1', 'no such thing'])
    await tell(`find "${text}"`, 5, () => findLinks(service.context, text))
  await report(service, claimed)
  await flush(service)
  const [link = ''] = await service.links(issued)
  const alone = await landing(link)
  const watching = new AbortController()
  const watchers = Array.from({ length: 50 }, () => watch(page, [claimed.id, issued.id], watching.signal))
  const watched = await landing(link)
  watching.abort()
  await Promise.all(watchers)
  console.log(`landing page: ${alone} alone, ${watched} with 50 who watch`)
})

/** Unclaimed links with external ids, by SQL alone and however long it takes. */
async function issue(
  { databaseUrl }: TestService,
  { id, amountMinor, currency }: Campaign,
  count: number,
): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into claim_link (id, campaign_id, external_id, amount_minor, currency)
       select upper(left(md5('issued ' || n), 26)), $1, 'customer-' || n, $2, $3 from generate_series(1, $4::int) n`,
      [id, amountMinor, currency, count],
    )
    await client.query('vacuum analyze claim_link')
  } finally {
    await client.end()
  }
}

async function tell(name: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const taken: number[] = []
  for (let round = 0; round < times; round++) {
    const begun = performance.now()
    await work()
    taken.push(performance.now() - begun)
  }
  console.log(`${name}: ${quantiles(taken)}`)
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1)
  return times.length < 2 ? `${at(0)} ms` : `median ${at(0.5)} ms, p99 ${at(0.99)} ms of ${times.length}`
}

async function report({ context }: TestService, { id }: Campaign): Promise<void> {
  const asked = { format: 'csv', state: null, from: null, to: null }
  const begun = performance.now()
  let bytes = 0
  let most = 0
  await writeReport(context, await prepareReport(context, id, asked), async text => {
    bytes += text.length
    most = Math.max(most, process.memoryUsage.rss())
  })
  const taken = (performance.now() - begun) / 1_000
  console.log(
    `report: ${taken.toFixed(1)} s, ${(million / taken).toFixed(0)} rows a second, ${(bytes / 1e6).toFixed(0)} MB; RSS at most ${(most / 1e6).toFixed(0)} MB with emulator and test`,
  )
}

/** A busy second: two thousand links opened. */
async function flush({ context, database }: TestService): Promise<void> {
  const rows = await database.query<{ id: string }>('select id from claim_link order by id limit 20000')
  const counting = createVisits(context)
  let from = 0
  await tell('writing a second of 2,000 visits', 10, async () => {
    for (const { id } of rows.slice(from, from + 2_000))
      counting.opened(id, 'browser', { source: '', medium: '' })
    from += 2_000
    await counting.flush()
  })
}

/** As one who opens the same link over and over sees it. */
async function landing(link: string): Promise<string> {
  const taken: number[] = []
  for (const until = performance.now() + seconds * 1_000; performance.now() < until; await setTimeout(5)) {
    const begun = performance.now()
    await (await fetch(link)).text()
    taken.push(performance.now() - begun)
  }
  return quantiles(taken)
}

async function watch(
  page: (id: string) => Promise<unknown>,
  ids: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    for (const id of ids) await page(id)
    await setTimeout(5_000)
  }
}
