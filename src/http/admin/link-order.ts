/** Ordering links: so many, or for a list that is uploaded. */
import type { Request, Response } from 'express'
import { showOrder as showOrderPage } from '../../../views/admin/link-order.ts'
import { sampleList } from '../../domain/sample-list.ts'
import { giveUp } from '../../services/batch-work.ts'
import { orderFile, orderLinks } from '../../services/link-batch.ts'
import { receiveFile } from '../../services/link-intake.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { pathOf } from './link-batch.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'
import { withUpload } from './upload.ts'

export function showOrder(web: Web) {
  return (_req: Request, res: Response) => sendOrder(web, res, noProblems, '')
}

function sendOrder(web: Web, res: Response, problems: Problems, count: string): void {
  const page = adminPage(web, res, 'campaigns')
  const form = { campaign: campaignOf(res), problems, count }
  sendAdmin(res, problems.size === 0 ? 200 : 400, showOrderPage(page, form))
}

/** A list with the columns that this campaign needs. */
export function downloadSample(_req: Request, res: Response): void {
  res
    .type('text/csv')
    .attachment('recipients.csv')
    .send(sampleList(campaignOf(res)))
}

export function orderByCount(web: Web) {
  return async (req: Request, res: Response) => {
    const count = String(req.body.count ?? '').trim()
    try {
      const wanted = /^\d+$/.test(count) ? Number(count) : Number.NaN
      seeOther(res, pathOf(await orderLinks(web.context, campaignOf(res), wanted, staffOf(res).name)))
    } catch (error) {
      sendOrder(web, res, problemsOf(error, ['count']), count)
    }
  }
}

/** The file is staged while it arrives; the page that follows tells what came of it. */
export function uploadFile(web: Web) {
  return async (req: Request, res: Response) => {
    try {
      const batch = await withUpload(req, res, async ({ fileName, file }) => {
        const begun = await orderFile(web.context, campaignOf(res), nameOf(fileName), staffOf(res).name)
        await receiveFile(web.context, campaignOf(res), begun.id, file).catch(async (error: unknown) => {
          await giveUp(web.context, begun.id, 'the connection ended')
          throw error
        })
        return begun
      })
      seeOther(res, pathOf(batch))
    } catch (error) {
      if (!req.complete) return
      sendOrder(web, res, problemsOf(error, ['file']), '')
    }
  }
}

function nameOf(fileName: string): string {
  return fileName.replaceAll(/\p{C}/gu, '').slice(0, 200)
}
