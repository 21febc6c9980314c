/** The campaign that an address of the staff names. */
import type { RequestHandler, Response } from 'express'
import { showNoCampaign } from '../../../views/admin/campaigns.ts'
import type { Campaign } from '../../domain/campaign.ts'
import { DomainError } from '../../domain/errors.ts'
import type { LinkBatch } from '../../domain/link-batch.ts'
import { getCampaign } from '../../services/campaign.ts'
import { isClaimable } from '../../services/campaign-launch.ts'
import { listOpenBatches } from '../../services/link-batch.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Set for everything behind `loadCampaign`. */
    campaign?: Campaign
    /** It has links that somebody could claim. */
    hasLinks?: boolean
    /** Orders that wait for somebody. */
    openBatches?: readonly LinkBatch[]
  }
}

/** Reads the campaign that the path parameter `campaign` names, or answers that there is none. */
export function loadCampaign(web: Web): RequestHandler {
  return async (req, res, next) => {
    try {
      const campaign = await getCampaign(web.context, String(req.params.campaign))
      res.locals.campaign = campaign
      // Whatever has been launched no longer waits for links.
      res.locals.hasLinks = campaign.state !== 'draft' || (await isClaimable(web.context, campaign))
      res.locals.openBatches = await listOpenBatches(web.context, campaign)
      next()
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'not-found')) throw error
      sendAdmin(res, 404, showNoCampaign(adminPage(web, res, 'campaigns')))
    }
  }
}

/** Only behind `loadCampaign`. */
export function campaignOf(res: Response): Campaign {
  const { campaign } = res.locals
  if (campaign) return campaign
  throw new Error('bug: a page of a campaign is reached without loadCampaign')
}
