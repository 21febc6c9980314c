/** What happens in a campaign. */
import type { Request, Response } from 'express'
import { showWatch as showWatchPage } from '../../../views/admin/watch.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showWatch(web: Web) {
  return (_req: Request, res: Response) =>
    sendAdmin(res, 200, showWatchPage(adminPage(web, res, 'campaigns'), campaignOf(res)))
}
