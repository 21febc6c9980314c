/** Downloads of a campaign's links, row by row at the pace of who takes them. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { type AskedReport, showReportProblem } from '../../../views/admin/report.ts'
import { prepareReport, type Report, writeReport } from '../../services/report.ts'
import { summaryOf } from '../../services/watch-summary.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { problemsOf } from './problems.ts'

/** Each holds a connection to the database for as long as it takes, and recipients need the others. */
const mostAtOnce = 2
/** Whoever takes nothing for so long is gone. */
const stalledMs = 30_000

const types = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' }

export function sendReport(web: Web) {
  let atOnce = 0
  return async (req: Request, res: Response) => {
    const { id } = campaignOf(res)
    const asked = askedIn(req)
    if (asked.format === 'json') return void res.json(summaryOf(await web.watching.read(id)))
    const report = await preparedReport(web, res, asked)
    if (!report) return
    if (atOnce >= mostAtOnce) return refuse(web, res, asked)
    atOnce++
    try {
      await stream(web, res, report)
    } finally {
      atOnce--
    }
  }
}

function askedIn({ query }: Request): AskedReport {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  return {
    format: text('format'),
    state: text('state'),
    from: text('from'),
    to: text('to'),
    problems: new Map(),
  }
}

/** Undefined when it cannot be made, which the page then says. */
async function preparedReport(web: Web, res: Response, asked: AskedReport): Promise<Report | undefined> {
  const { format, state, from, to } = asked
  const input = { format, state: state || null, from: from || null, to: to || null }
  try {
    return await prepareReport(web.context, campaignOf(res).id, input)
  } catch (error) {
    const problems = problemsOf(error, ['format', 'state', 'from', 'to'])
    const page = adminPage(web, res, 'campaigns')
    sendAdmin(res, 400, showReportProblem(page, campaignOf(res), { ...asked, problems }))
    return undefined
  }
}

function refuse(web: Web, res: Response, asked: AskedReport): void {
  const problems = new Map([['', 'Other reports are being made just now. Please try again in a minute.']])
  const page = adminPage(web, res, 'campaigns')
  res.set('Retry-After', '60')
  sendAdmin(res, 503, showReportProblem(page, campaignOf(res), { ...asked, problems }))
}

async function stream({ context }: Web, res: Response, report: Report): Promise<void> {
  const { format, campaign } = report
  const day = context.clock().toISOString().slice(0, 10)
  res.set({
    'Content-Type': types[format],
    'Content-Disposition': `attachment; filename="links-${campaign.id}-${day}.${format}"`,
  })
  try {
    await writeReport(context, report, text => take(res, text))
    res.end()
  } catch (error) {
    // Cut off, as after any other error: a file that ends early must not look whole.
    if (!(error instanceof Gone)) throw error
    res.destroy()
  }
}

class Gone extends Error {}

async function take(res: Response, text: string): Promise<void> {
  if (res.destroyed) throw new Gone('the reader is gone')
  if (res.write(text)) return
  const waiting = new AbortController()
  const { signal } = waiting
  const stalled = sleep(stalledMs, undefined, { signal }).then(() =>
    Promise.reject(new Gone('the reader takes nothing')),
  )
  const closed = once(res, 'close', { signal }).then(() => Promise.reject(new Gone('the reader is gone')))
  await Promise.race([once(res, 'drain', { signal }), stalled, closed]).finally(() => waiting.abort())
}
