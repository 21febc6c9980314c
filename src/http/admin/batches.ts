/** All batches of a campaign, page by page. */
import type { Request, Response } from 'express'
import { showBatches as showBatchesPage } from '../../../views/admin/batches.ts'
import { listBatches } from '../../services/link-batch.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'

const pageBatches = 50

export function showBatches(web: Web) {
  return async (req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const after = /^[0-9A-Z]{10}$/.exec(String(req.query.after ?? ''))?.[0] ?? null
    const found = await listBatches(web.context, campaign, { after, most: pageBatches + 1 })
    const batches = found.slice(0, pageBatches)
    const older = found.length > pageBatches ? `?after=${batches.at(-1)?.id}` : null
    sendAdmin(res, 200, showBatchesPage(adminPage(web, res, 'campaigns'), { campaign, batches, older }))
  }
}
