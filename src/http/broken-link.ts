/**
 * A claim link whose token the mail system has not put in, or whose whole address it has put there. Its visitor has guessed
 * nothing and done nothing wrong: a page says what is missing, and the campaign that the address names is told; a whole
 * address leads on to the link. Stands before the routes, because an address with a bare `%%` is one that Express cannot
 * read.
 */
import type { Request, RequestHandler, Response } from 'express'
import { showIncomplete } from '../../views/claim-link/incomplete.ts'
import type { Page } from '../../views/layout.ts'
import type { Campaign } from '../domain/campaign.ts'
import { brokenToken, tokenOfWhole } from '../domain/merge-tag.ts'
import { parseUtm } from '../domain/utm.ts'
import { findCampaign } from '../services/campaign.ts'
import { campaignPage, plainPage, seeOther, sendPage } from './page.ts'
import { visitKind } from './visit.ts'
import type { Web } from './web.ts'

/** To be mounted at the path before the token. */
export function catchBrokenLinks(web: Web): RequestHandler {
  return async (req, res, next) => {
    const reads = req.method === 'GET' || req.method === 'HEAD'
    const token = reads ? tokenOfWhole(req.path, web.context.publicUrl) : null
    if (token !== null) return seeOther(res, `/c/${token}${req.url.slice(req.path.length)}`)
    const kind = reads ? brokenToken(req.path) : null
    if (kind === null) return next()
    const { campaignId } = parseUtm(req.query)
    const campaign = campaignId === null ? undefined : await findCampaign(web.context, campaignId)
    // Scanners open every link of a mail, and nobody reads what they get.
    if (campaign && visitKind(web, req) === 'browser') web.problems.note(campaign.id, kind)
    const page = pageFor(web, req, res, campaign)
    sendPage(res, 404, page, showIncomplete(page))
  }
}

function pageFor(web: Web, req: Request, res: Response, campaign: Campaign | undefined): Page {
  return campaign ? campaignPage(web, req, res, campaign) : plainPage(web, req, res)
}
