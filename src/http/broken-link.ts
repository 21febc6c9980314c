/**
 * A claim link whose token the mail system has not put in. Its visitor has guessed nothing and done nothing wrong: the page
 * says so, and the campaign that the address names is told. Stands before the routes, because an address with a bare `%%`
 * is one that Express cannot read.
 */
import type { Request, RequestHandler, Response } from 'express'
import { showIncomplete } from '../../views/claim-link/incomplete.ts'
import type { Page } from '../../views/layout.ts'
import type { Campaign } from '../domain/campaign.ts'
import { brokenToken } from '../domain/merge-tag.ts'
import { parseUtm } from '../domain/utm.ts'
import { findCampaign } from '../services/campaign.ts'
import { campaignPage, plainPage, sendPage } from './page.ts'
import type { Web } from './web.ts'

/** To be mounted at the path before the token. */
export function catchBrokenLinks(web: Web): RequestHandler {
  return async (req, res, next) => {
    const reads = req.method === 'GET' || req.method === 'HEAD'
    const kind = reads ? brokenToken(req.path) : null
    if (kind === null) return next()
    const { campaignId } = parseUtm(req.query)
    const campaign = campaignId === null ? undefined : await findCampaign(web.context, campaignId)
    if (campaign && req.method === 'GET') web.problems.note(campaign.id, kind)
    const page = pageFor(web, req, res, campaign)
    sendPage(res, 404, page, showIncomplete(page))
  }
}

function pageFor(web: Web, req: Request, res: Response, campaign: Campaign | undefined): Page {
  return campaign ? campaignPage(web, req, res, campaign) : plainPage(web, req, res)
}
