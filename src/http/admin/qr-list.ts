/** QR codes and cards of a whole list: the delivered file goes up, is checked to its end, and an archive or a page comes back. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { type DeliveredLink, listDelivered } from '../../services/delivered-file.ts'
import { qrArchive, qrFormats } from '../../services/qr-archive.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { sendCards } from './cards.ts'
import { problemsOf } from './problems.ts'
import { sendQr } from './qr.ts'
import { withUpload } from './upload.ts'

/** Some twenty seconds of one processor; the command line takes any number. */
const mostCodes = 10_000
/** A hundred sheets; browsers lay out a page of a few megabytes. */
const mostCards = 800

type Listed = { readonly as: string; readonly links: readonly DeliveredLink[] }

export function makeList(web: Web) {
  return async (req: Request, res: Response) => {
    try {
      await sendList(web, res, await readList(web, req, res))
    } catch (error) {
      // What breaks off must look broken.
      if (res.headersSent) return void res.destroy()
      sendQr(web, res, 400, { link: '', code: null, problems: problemsOf(error, ['file']) })
    }
  }
}

async function readList(web: Web, req: Request, res: Response): Promise<Listed> {
  const { id } = campaignOf(res)
  return await withUpload(req, res, async ({ fields, file }) => {
    const as = fields.get('as') ?? ''
    const most = as === 'cards' ? mostCards : mostCodes
    return { as, links: await listDelivered(web.context, file, { campaignId: id, most }) }
  })
}

async function sendList(web: Web, res: Response, { as, links }: Listed): Promise<void> {
  if (as === 'cards') return await sendCards(web, res, links)
  const format = qrFormats.find(known => known === as) ?? 'svg'
  res.type('application/zip').attachment('qr-codes.zip')
  await pipeline(Readable.from(qrArchive({ links, format })), res)
}
