/** The list of campaigns, where the staff begins. */
import type { Request, Response } from 'express'
import { showCampaigns as showCampaignsPage } from '../../../views/admin/campaigns.ts'
import { listCampaigns } from '../../services/campaign.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showCampaigns(web: Web) {
  return async ({ query }: Request, res: Response) => {
    const text = (name: string) => textIn(query, name)?.trim().slice(0, 100) ?? ''
    const campaigns = await listCampaigns(web.context)
    const list = { campaigns, words: text('search'), state: text('state'), now: web.context.clock() }
    sendAdmin(res, 200, showCampaignsPage(adminPage(web, res, 'campaigns'), list))
  }
}
