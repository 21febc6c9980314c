/** The activity for accountants: totals on a page, rows as a file. */
import type { Request, Response } from 'express'
import { type AskedActivity, showActivity as showActivityPage } from '../../../views/admin/activity.ts'
import { DomainError } from '../../domain/errors.ts'
import {
  type Activity,
  type ActivityInput,
  activityFormats,
  prepareActivity,
  sumUpActivity,
  thisMonth,
  writeActivity,
} from '../../services/activity-report.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { limitedDownloads } from './download.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

const fields = ['from', 'to', 'state', 'account', 'campaign'] as const

export function showActivity(web: Web) {
  const send = limitedDownloads()
  return async (req: Request, res: Response) => {
    const input = inputOf(req, web.context.clock())
    const { activity, problems } = await prepared(web, input)
    if (!activity) return await sendPage(web, res, input, problems)
    const format = activityFormats.find(known => known === req.query.format)
    if (!format) return await sendPage(web, res, input, problems, activity)
    const download = { name: `activity-${input.state}-${input.from}-${input.to}`, format }
    const sent = await send(res, download, write => writeActivity(web.context, activity, format, write))
    if (!sent) await sendBusy(web, res, input)
  }
}

async function prepared(
  { context }: Web,
  input: ActivityInput,
): Promise<{ readonly activity?: Activity; readonly problems: Problems }> {
  try {
    return { activity: await prepareActivity(context, input), problems: noProblems }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'configuration')
      return { problems: new Map([['account', 'There is no such partner account']]) }
    return { problems: problemsOf(error, fields) }
  }
}

function inputOf({ query }: Request, now: Date): ActivityInput {
  const text = (name: string, otherwise: string) => textIn(query, name)?.trim() ?? otherwise
  const { from, to } = thisMonth(now)
  return {
    from: text('from', from),
    to: text('to', to),
    state: text('state', 'deposited'),
    account: text('account', ''),
    campaign: text('campaign', ''),
  }
}

async function sendPage(
  web: Web,
  res: Response,
  values: ActivityInput,
  problems: Problems,
  activity?: Activity,
): Promise<void> {
  const asked: AskedActivity = { values, problems, accounts: [...web.context.accounts.keys()] }
  const totals = activity ? (await sumUpActivity(web.context, activity)).totals : null
  sendAdmin(
    res,
    problems.size === 0 ? 200 : 400,
    showActivityPage(adminPage(web, res, 'operations'), asked, totals),
  )
}

async function sendBusy(web: Web, res: Response, values: ActivityInput): Promise<void> {
  const problems = new Map([['', 'Other files are being made just now. Please try again in a minute.']])
  const asked: AskedActivity = { values, problems, accounts: [...web.context.accounts.keys()] }
  res.set('Retry-After', '60')
  sendAdmin(res, 503, showActivityPage(adminPage(web, res, 'operations'), asked, null))
}
