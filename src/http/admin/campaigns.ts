/** The list of campaigns, where the staff begins. */
import type { Request, Response } from 'express'
import { showCampaigns as showCampaignsPage } from '../../../views/admin/campaigns.ts'
import { listCampaigns } from '../../services/campaign.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showCampaigns(web: Web) {
  return async (_req: Request, res: Response) => {
    const campaigns = await listCampaigns(web.context)
    const page = adminPage(web, res, 'campaigns')
    sendAdmin(res, 200, showCampaignsPage(page, campaigns, web.context.clock()))
  }
}
