/** A list of recipients in and its links out, through the pages, while people open claim links. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { copyLine } from '../../src/storage/copy.ts'
import { formOf } from '../helpers/cookie-client.ts'
import { upload } from '../helpers/upload.ts'
import { visit } from '../status/watchers.ts'
import type { Stage } from './stage.ts'

export type Figures = {
  readonly rows: number
  readonly uploadMs: number
  readonly checkMs: number
  readonly downloadMs: number
  readonly confirmMs: number
  /** PostgreSQL's own COPY of the links that were made into a table with the same constraints and indexes. */
  readonly copyMs: number
  /** Its COPY of the file into a table without any. */
  readonly plainCopyMs: number
  readonly mostMemoryMb: number
  readonly landingAlone: Latency
  readonly landingMeanwhile: Latency
  /** Cells of the new file that a spreadsheet would run. */
  readonly formulas: number
}

export type Latency = {
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
}

const visitEveryMs = 50

export async function measure(stage: Stage, rows: number): Promise<Figures> {
  const { service, openToken } = stage
  const alone = latencyOf(await visit(service.url, openToken, visitEveryMs, 10_000))
  const ended = new AbortController()
  const [memory, landing] = [
    watchMemory(service.child.pid ?? 0, ended.signal),
    visitUntil(stage, ended.signal),
  ]
  const steps = await walk(stage, rows).finally(() => ended.abort())
  const { most } = await memory
  return {
    rows,
    ...steps,
    copyMs: await copyAsLinks(stage),
    plainCopyMs: await copyAsText(stage, rows),
    mostMemoryMb: most,
    landingAlone: alone,
    landingMeanwhile: latencyOf(await landing),
  }
}

async function walk({ service, campaign, ann }: Stage, rows: number) {
  const path = `${service.url}/admin/campaigns/${campaign.id}/links`
  const { fields } = formOf((await ann.get(path)).text)
  const [sent, uploadMs] = await timed(() =>
    upload(ann, `${path}/order/file?csrf=${fields.csrf}`, { file: list(rows) }),
  )
  assert.equal(sent.status, 303, sent.text)
  const batch = sent.location ?? ''
  const [, checkMs] = await timed(async () => {
    while (!/can be issued/.test((await ann.get(batch)).text)) await sleep(100)
  })
  const [formulas, downloadMs] = await timed(() =>
    download(`${batch}/file`, ann.cookies.header(batch), fields, rows),
  )
  const delivery = /name="delivery" value="(\d+)"/.exec((await ann.get(batch)).text)?.[1] ?? ''
  const [, confirmMs] = await timed(() => ann.post(`${batch}/confirm`, { ...fields, delivery }))
  assert.match((await ann.get(batch)).text, /can be claimed/)
  return { uploadMs, checkMs, downloadMs, confirmMs, formulas }
}

/** A line in a thousand tries a formula. */
async function* list(rows: number): AsyncGenerator<Buffer> {
  let text = 'external_id,amount,first_name,segment\n'
  for (let row = 0; row < rows; row++) {
    text += `person-${row},${10 + (row % 5)}.00,${row % 1_000 === 0 ? '=HYPERLINK(1)' : 'Ann'},segment ${row % 7}\n`
    if (text.length < 60_000) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

/** Reads the file as it comes; how many of its cells are formulas. */
async function download(
  address: string,
  cookie: string,
  fields: Readonly<Record<string, string>>,
  rows: number,
): Promise<number> {
  const headers = {
    cookie,
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
  }
  const body = new URLSearchParams(fields).toString()
  const answer = await request(address, {
    method: 'POST',
    headers,
    body,
    bodyTimeout: 600_000,
    headersTimeout: 60_000,
  })
  assert.equal(answer.statusCode, 200)
  let [rest, lines, formulas] = ['', -1, 0]
  for await (const part of answer.body) {
    const read = (rest + String(part)).split('\r\n')
    rest = read.pop() ?? ''
    lines += read.length
    formulas += read.flatMap(line => line.split(',')).filter(cell => /^"?[=+\-@\t]/.test(cell)).length
  }
  assert.deepEqual([lines, rest], [rows, ''])
  return formulas
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const done = await work()
  return [done, performance.now() - started]
}

async function watchMemory(pid: number, signal: AbortSignal): Promise<{ readonly most: number }> {
  let most = 0
  while (!signal.aborted) {
    const resident =
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
    most = Math.max(most, resident)
    await sleep(100)
  }
  return { most }
}

async function visitUntil({ service, openToken }: Stage, signal: AbortSignal) {
  const readings = []
  while (!signal.aborted) readings.push(...(await visit(service.url, openToken, visitEveryMs, 1_000)))
  return readings
}

function latencyOf(readings: ReadonlyArray<{ readonly ms: number; readonly status: number }>): Latency {
  const times = readings.map(({ ms }) => ms).sort((one, other) => one - other)
  const at = (part: number) => times[Math.floor(part * times.length)] ?? Number.NaN
  const failed = readings.filter(({ status }) => status !== 200).length
  return { requests: times.length, p50Ms: at(0.5), p99Ms: at(0.99), failed }
}

const linkColumns =
  'id, campaign_id, external_id, amount_minor, currency, batch_id, batch_line, batch_delivery, created_at'

type LinkRow = Readonly<Record<string, string | number | Date | null>>

/** In the order in which they were made; the table has all that the real one has, but its triggers. */
async function copyAsLinks({ context: { database } }: Stage): Promise<number> {
  await database.query('create table twin (like claim_link including all)')
  await database.query(
    `alter table twin add foreign key (campaign_id, currency) references campaign (id, currency),
       add foreign key (batch_id) references link_batch (id), add foreign key (replaces_id) references twin (id)`,
  )
  const lines = await database.snapshot(async sql => {
    const made: string[] = []
    for (let last = 0; ; ) {
      const part = await sql.query<LinkRow>(
        `select ${linkColumns} from claim_link where batch_line > $1 order by batch_id, batch_line limit 50000`,
        [last],
      )
      if (part.length === 0) return made
      for (const row of part) made.push(copyLine(Object.values(row)))
      last = Number(part.at(-1)?.batch_line)
    }
  })
  const [, ms] = await timed(() =>
    database.load(async tx => {
      await tx.query('set local statement_timeout = 0')
      await tx.copy(`copy twin (${linkColumns}) from stdin`, lines)
    }),
  )
  return ms
}

async function copyAsText({ context: { database } }: Stage, rows: number): Promise<number> {
  await database.query('create table plain (external_id text, amount text, first_name text, segment text)')
  const parts: string[] = []
  for await (const part of list(rows)) parts.push(String(part))
  const [, ms] = await timed(() =>
    database.load(tx => tx.copy('copy plain from stdin with (format csv, header true)', parts)),
  )
  return ms
}
