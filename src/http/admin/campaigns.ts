/** The list of campaigns, where the staff begins. */
import type { Request, Response } from 'express'
import { showCampaigns as showCampaignsPage } from '../../../views/admin/campaigns.ts'
import { listCampaigns } from '../../services/campaign.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showCampaigns(web: Web) {
  return async (_req: Request, res: Response) =>
    sendAdmin(res, 200, showCampaignsPage(adminPage(web, res, 'campaigns'), await listCampaigns(web.context)))
}
