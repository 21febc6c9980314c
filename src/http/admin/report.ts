/** Downloads of a campaign's links. */
import type { Request, Response } from 'express'
import { type AskedReport, showReportProblem } from '../../../views/admin/report.ts'
import { prepareReport, type Report, writeReport } from '../../services/report.ts'
import { summaryOf } from '../../services/watch-summary.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { limitedDownloads } from './download.ts'
import { adminPage, sendAdmin } from './page.ts'
import { problemsOf } from './problems.ts'

export function sendReport(web: Web) {
  const send = limitedDownloads()
  return async (req: Request, res: Response) => {
    const { id } = campaignOf(res)
    const asked = askedIn(req)
    if (asked.format === 'json') return void res.json(summaryOf(await web.watching.read(id)))
    const report = await preparedReport(web, res, asked)
    if (!report) return
    const day = web.context.clock().toISOString().slice(0, 10)
    const download = { name: `links-${id}-${day}`, format: report.format }
    if (!(await send(res, download, write => writeReport(web.context, report, write))))
      refuse(web, res, asked)
  }
}

function askedIn({ query }: Request): AskedReport {
  const text = (name: string) => textIn(query, name) ?? ''
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
