/** "Is this real?", at an address that can be printed and mailed: it opens nothing. */
import type { Request, Response } from 'express'
import { showReal as showRealPage } from '../../views/campaign/real.ts'
import { whyClosed } from '../domain/campaign.ts'
import { findCampaign } from '../services/campaign.ts'
import { accountOf } from '../services/context.ts'
import { campaignPage, sendError, sendPage } from './page.ts'
import type { Web } from './web.ts'

export function showReal(web: Web) {
  return async (req: Request<{ campaign: string }>, res: Response) => {
    const campaign = await findCampaign(web.context, req.params.campaign)
    if (!campaign) return sendError(web, req, res, 404, 'not-found')
    const page = campaignPage(web, req, res, campaign)
    const { senderName, closesAt, timeZone, partnerAccount } = campaign
    const text = showRealPage(page, {
      senderName,
      closed: whyClosed(campaign, web.context.clock()),
      closesAt,
      timeZone,
      signInHost: new URL(accountOf(web.context, partnerAccount).login.authorizeUrl).host,
    })
    sendPage(res, 200, page, text)
  }
}
