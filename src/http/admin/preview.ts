/** The pages of recipients before there are any, and the rehearsal link that walks them from the real mail. */
import type { Request, Response } from 'express'
import { showPreview as showPreviewPage } from '../../../views/admin/preview.ts'
import { type Campaign, sampleAmount } from '../../domain/campaign.ts'
import { includesRole } from '../../domain/staff.ts'
import type { Claim } from '../../services/claim.ts'
import { accountOf } from '../../services/context.ts'
import { issueRehearsal } from '../../services/rehearsal.ts'
import { claimPage } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { drawPreview, isPreviewState, previewStates } from './preview-pages.ts'

export function showPreview(web: Web) {
  return (req: Request, res: Response) => sendPreview(web, req, res, null)
}

/** POST: makes a rehearsal link and shows it this once. */
export function makeRehearsal(web: Web) {
  return async (req: Request, res: Response) => {
    const { claimUrl } = await issueRehearsal(web.context, campaignOf(res), staffOf(res).name)
    sendPreview(web, req, res, claimUrl)
  }
}

function sendPreview(web: Web, req: Request, res: Response, rehearsalUrl: string | null): void {
  const campaign = campaignOf(res)
  const asked = String(req.query.state)
  const state = isPreviewState(asked) ? asked : 'open'
  const locale = web.locales.find(({ tag }) => tag === req.query.language) ?? web.locales[0]
  const claim = sampleClaim(web, campaign)
  const recipientPage = { ...claimPage(web, req, res, claim), locale, inside: true } as const
  const text = showPreviewPage(adminPage(web, res, 'campaigns'), campaign, {
    states: Object.entries(previewStates).map(([name, [label]]) => [name, label]),
    state,
    languages: web.locales.map(({ tag }) => tag),
    language: locale.tag,
    document: drawPreview(state, { web, page: recipientPage, claim }),
    rehearsalUrl,
    mayRehearse: includesRole(staffOf(res).role, 'marketer') && campaign.state !== 'ended',
  })
  sendAdmin(res, 200, text)
}

/** A link that nobody has, with the reference that stands in examples. */
function sampleClaim({ context }: Web, campaign: Campaign): Claim {
  const now = context.clock()
  const link = {
    ...{ id: '7KQ2M9XA00000000000000000', campaignId: campaign.id, externalId: null },
    ...{ amountMinor: sampleAmount(campaign), currency: campaign.currency, rehearsal: false, mockCode: null },
    ...{ revokedAt: null, replacesId: null, reserved: false, createdAt: now, expiresAt: null },
    ...{ pausedAt: null, batchId: null, batchLine: null, issuing: false },
  }
  const account = accountOf(context, campaign.partnerAccount)
  return { link, campaign, account, standing: { kind: 'open' }, readAt: now, session: null }
}
