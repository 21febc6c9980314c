/** Ending a hold by hand, of a campaign or of a partner account: a page that asks for the reason, and its press. */
import type { Request, Response } from 'express'
import { type ShownHold, showNotHeld, showRelease } from '../../../views/admin/release.ts'
import { holdWords } from '../../../views/operator/hold.ts'
import { isProven } from '../../domain/partner-account.ts'
import { releaseAccount, releaseCampaign } from '../../services/hold.ts'
import { listAccounts } from '../../services/partner-account.ts'
import { textIn } from '../form-fields.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type Held = Omit<ShownHold, 'reason' | 'problems' | 'path'>
type OfAccount = Request<{ account: string }>

export function showCampaignRelease(web: Web) {
  return (req: Request, res: Response) => sendCampaign(web, req, res, noProblems)
}

export function endCampaignHold(web: Web) {
  return async (req: Request, res: Response) => {
    const { id } = campaignOf(res)
    try {
      await releaseCampaign(web.context, id, { by: staffOf(res).name, reason: reasonIn(req) })
      seeOther(res, `/admin/campaigns/${id}`)
    } catch (error) {
      sendCampaign(web, req, res, problemsOf(error, ['reason']))
    }
  }
}

function sendCampaign(web: Web, req: Request, res: Response, problems: Problems): void {
  const { heldSince, timeZone } = campaignOf(res)
  const held = 'campaign'
  const why = 'Somebody stopped the sending of this campaign.'
  const todo = 'Wait until the reason is gone.'
  const shown = { held, since: heldSince, timeZone, why, todo, afterRestore: false }
  send(web, req, res, shown, problems)
}

export function showAccountRelease(web: Web) {
  return async (req: OfAccount, res: Response) => await sendAccount(web, req, res, noProblems)
}

export function endAccountHold(web: Web) {
  return async (req: OfAccount, res: Response) => {
    try {
      const unreconciled = req.body?.unreconciled === 'yes'
      const release = { by: staffOf(res).name, reason: reasonIn(req), unreconciled }
      await releaseAccount(web.context, req.params.account, release)
      seeOther(res, '/admin/campaigns')
    } catch (error) {
      await sendAccount(web, req, res, problemsOf(error, ['reason']))
    }
  }
}

async function sendAccount(web: Web, req: OfAccount, res: Response, problems: Problems): Promise<void> {
  const named = req.params.account
  const account = (await listAccounts(web.context)).find(({ name }) => name === named)
  const { holdReason = null, heldSince = null, heldBy = null, restoredAt = null } = account ?? {}
  const proven = isProven(holdReason, restoredAt)
  const words = holdReason && holdWords(holdReason, 'release it here', proven)
  const wrote = heldBy ? ` ${heldBy.actor} wrote: “${heldBy.reason}”.` : ''
  send(
    web,
    req,
    res,
    {
      held: `partner account “${named}”`,
      since: words && heldSince,
      timeZone: 'UTC',
      why: `${words?.why}${wrote}`,
      todo: words?.todo ?? '',
      afterRestore: holdReason === 'restore' && !proven,
    },
    problems,
  )
}

type Shown = Omit<Held, 'since'> & { readonly since: Date | null }

function send(web: Web, req: Request, res: Response, { since, ...hold }: Shown, problems: Problems): void {
  const page = adminPage(web, res, 'campaigns')
  if (!since) return sendAdmin(res, 404, showNotHeld(page, hold.held))
  const shown = { ...hold, since, path: `${req.baseUrl}${req.path}`, reason: reasonIn(req), problems }
  sendAdmin(res, problems.size === 0 ? 200 : 400, showRelease(page, shown))
}

/** Empty before anything was written. */
function reasonIn({ body }: Request): string {
  return textIn(body, 'reason') ?? ''
}
