/** QR codes and cards. A link comes in the body of a POST alone, is checked by its hash, and is neither kept nor logged. */
import type { Request, Response } from 'express'
import { showQrPage } from '../../../views/admin/qr.ts'
import { Html } from '../../../views/html.ts'
import { includesRole } from '../../domain/staff.ts'
import { type DeliveredLink, getPasted } from '../../services/delivered-file.ts'
import { qrPng, qrSvg } from '../../services/qr-code.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { sendCards } from './cards.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type Shown = { readonly link: string; readonly code: Html | null; readonly problems: Problems }

export function showQr(web: Web) {
  return (_req: Request, res: Response) =>
    sendQr(web, res, 200, { link: '', code: null, problems: noProblems })
}

/** POST: the code of one link, on the page, as a file or on a card, as the pressed button says. */
export function makeQr(web: Web) {
  return async (req: Request, res: Response) => {
    const link = String(req.body.link ?? '')
    try {
      const pasted = await getPasted(web.context, campaignOf(res).id, link)
      await sendAs(web, res, String(req.body.as), pasted)
    } catch (error) {
      sendQr(web, res, 400, { link, code: null, problems: problemsOf(error, ['link']) })
    }
  }
}

async function sendAs(web: Web, res: Response, as: string, link: DeliveredLink): Promise<void> {
  const { claimUrl } = link
  if (as === 'svg') return sendFile(res, 'svg', 'image/svg+xml', await qrSvg(claimUrl, 'print'))
  if (as === 'png') return sendFile(res, 'png', 'image/png', qrPng(claimUrl, 'print'))
  if (as === 'card') return await sendCards(web, res, [link])
  const code = new Html(await qrSvg(claimUrl, 'screen'))
  sendQr(web, res, 200, { link: claimUrl, code, problems: noProblems })
}

function sendFile(res: Response, extension: string, type: string, content: string | Buffer): void {
  res.attachment(`claim-link.${extension}`).type(type).send(content)
}

export function sendQr(web: Web, res: Response, status: number, shown: Shown): void {
  const campaign = campaignOf(res)
  const mayMake = includesRole(staffOf(res).role, 'marketer')
  sendAdmin(res, status, showQrPage(adminPage(web, res, 'campaigns'), campaign, { mayMake, ...shown }))
}
