/** From a request to a page: language, sender, reference, and the headers that every page carries. */
import type { Request, Response } from 'express'
import { showAdminError } from '../../views/admin/error.ts'
import { type ErrorKind, showError } from '../../views/error.ts'
import type { Page, Sender } from '../../views/layout.ts'
import type { Locale } from '../../views/locale.ts'
import { type Campaign, realPath } from '../domain/campaign.ts'
import { reference } from '../domain/claim-link.ts'
import { movesMoney } from '../domain/marketplace.ts'
import type { Claim } from '../services/claim.ts'
import { accountOf } from '../services/context.ts'
import { adminPage, sendAdmin } from './admin/page.ts'
import { shownLogo } from './logo.ts'
import type { Web } from './web.ts'

/** A page about no claim; people quote the request's own reference. */
export function plainPage(web: Web, req: Request, res: Response): Page {
  return {
    locale: localeOf(web, req),
    nonce: res.locals.nonce,
    test: web.test,
    stylesheet: web.assets.stylesheet.path,
    publicUrl: web.context.publicUrl,
    reference: res.locals.reference,
    sender: null,
  }
}

/** A page about a campaign and none of its links; people quote the request's own reference. */
export function campaignPage(web: Web, req: Request, res: Response, campaign: Campaign): Page {
  const { incentives } = accountOf(web.context, campaign.partnerAccount)
  return {
    ...plainPage(web, req, res),
    test: !movesMoney(incentives.url),
    sender: senderOf(campaign),
    withoutClaim: true,
  }
}

export function claimPage(web: Web, req: Request, res: Response, { link, campaign, account }: Claim): Page {
  res.locals.claimLinkId = link.id
  return {
    ...plainPage(web, req, res),
    test: !movesMoney(account.incentives.url),
    reference: reference(link.id),
    sender: { ...senderOf(campaign), realPath: realPath(campaign) },
    rehearsal: link.rehearsal,
  }
}

function senderOf(campaign: Campaign): Sender {
  const { senderName: name, brandColor: color, supportContact: support } = campaign
  return { name, color, support, logo: shownLogo(campaign) }
}

export function sendPage(res: Response, status: number, page: Page, text: string): void {
  res.status(status).set('Content-Language', page.locale.tag).vary('Accept-Language').type('html').send(text)
}

/** On to another address, by GET. Without the page that Express writes for it, which nobody has ever seen. */
export function seeOther(res: Response, address: string): void {
  res.status(303).location(address).end()
}

export function sendError(web: Web, req: Request, res: Response, status: number, kind: ErrorKind): void {
  if (isForStaff(req))
    return sendAdmin(res, status, showAdminError(adminPage(web, res, null), kind, res.locals.reference))
  const page = plainPage(web, req, res)
  sendPage(res, status, page, showError(page, kind))
}

/** Recipients and staff never read each other's words. */
function isForStaff({ originalUrl }: Request): boolean {
  return /^\/admin(?=[/?]|$)/.test(originalUrl)
}

function localeOf({ locales }: Web, req: Request): Locale {
  const tag = req.acceptsLanguages(locales.map(locale => locale.tag))
  return locales.find(locale => locale.tag === tag) ?? locales[0]
}
