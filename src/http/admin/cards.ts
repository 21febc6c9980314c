/** Cards of claim links to print. */
import { setImmediate } from 'node:timers/promises'
import type { Response } from 'express'
import { showCards } from '../../../views/admin/cards.ts'
import { Html } from '../../../views/html.ts'
import { locales } from '../../../views/locale.ts'
import { realPath } from '../../domain/campaign.ts'
import type { DeliveredLink } from '../../services/delivered-file.ts'
import { qrSvg } from '../../services/qr-code.ts'
import type { Web } from '../web.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'

/** One card alone is large; several are eight to a page. */
export async function sendCards(web: Web, res: Response, links: readonly DeliveredLink[]): Promise<void> {
  const campaign = campaignOf(res)
  const cards = []
  for (const link of links) {
    cards.push({ ...link, code: new Html(await qrSvg(link.claimUrl, 'print')) })
    // A code takes the one thread for a millisecond or two: recipients' pages come in between.
    await setImmediate()
  }
  const text = showCards(adminPage(web, res, 'campaigns'), locales[0], {
    campaign,
    cards,
    perPage: cards.length === 1 ? 1 : 8,
    realUrl: web.context.publicUrl + realPath(campaign),
    test: web.test,
  })
  sendAdmin(res, 200, text)
}
