/** Making a campaign, changing it, and making one more like it. */
import type { Request, Response } from 'express'
import type { CampaignForm } from '../../../views/admin/campaign-field.ts'
import { showNewCampaign, showSettings as showSettingsPage } from '../../../views/admin/settings.ts'
import type { Campaign } from '../../domain/campaign.ts'
import { includesRole } from '../../domain/staff.ts'
import { type CampaignInput, createCampaign } from '../../services/campaign.ts'
import { duplicateCampaign, editCampaign, listFixedFields } from '../../services/campaign-edit.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import {
  formParts,
  newValues,
  type Opened,
  problemsAfter,
  readCampaignForm,
  seenOf,
  valuesOf,
} from './campaign-form.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems } from './problems.ts'

export function showNew(web: Web) {
  return async (_req: Request, res: Response) => sendNew(web, res, emptyForm(web), noProblems)
}

/** POST the form: a draft, and on to its links; or the form once more with what was wrong. */
export function makeCampaign(web: Web) {
  return async (req: Request, res: Response) => {
    const posted = await readCampaignForm(web, req, emptyForm(web))
    const making = { by: staffOf(res).name, state: 'draft' } as const
    // Where a field is missing altogether, reading it says so.
    const input = posted.input as CampaignInput
    const made: Campaign[] = []
    const problems = await problemsAfter(posted.problems, async () => {
      if (posted.problems.size === 0) made.push(await createCampaign(web.context, input, making))
    })
    const [campaign] = made
    if (campaign) return seeOther(res, `/admin/campaigns/${campaign.id}/links/order`)
    await sendNew(web, res, { values: posted.values, fixed: new Map() }, problems)
  }
}

export function showSettings(web: Web) {
  return async (req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const fixed = await listFixedFields(web.context, campaign)
    const saved = req.query.saved !== undefined
    const values = valuesOf(campaign)
    const outcome = { problems: noProblems, saved, seen: seenOf(values) }
    await sendSettings(web, res, { values, fixed }, outcome)
  }
}

export function saveSettings(web: Web) {
  return async (req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const fixed = await listFixedFields(web.context, campaign)
    const posted = await readCampaignForm(web, req, { values: valuesOf(campaign), fixed })
    const problems = await problemsAfter(posted.problems, async () => {
      if (posted.problems.size > 0) return
      await editCampaign(web.context, campaign.id, posted.input, staffOf(res).name)
    })
    if (problems.size === 0) return seeOther(res, `/admin/campaigns/${campaign.id}/settings?saved`)
    const { values, seen } = posted
    await sendSettings(web, res, { values, fixed }, { problems, saved: false, seen })
  }
}

export function duplicate(web: Web) {
  return async (_req: Request, res: Response) => {
    const { id } = await duplicateCampaign(web.context, campaignOf(res), staffOf(res).name)
    seeOther(res, `/admin/campaigns/${id}/settings`)
  }
}

function emptyForm(web: Web): Opened {
  return { values: newValues(web), fixed: new Map() }
}

async function sendNew(web: Web, res: Response, opened: Opened, problems: Problems): Promise<void> {
  const form = {
    ...{ ...opened, problems, ...(await formParts(web, opened.values)) },
    ...{
      action: '/admin/campaigns/new',
      readOnly: false,
      open: false,
      submit: 'Save as a draft',
      seen: null,
    },
  }
  const page = adminPage(web, res, 'campaigns')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showNewCampaign(page, form))
}

type Outcome = Pick<CampaignForm, 'seen'> & { readonly problems: Problems; readonly saved: boolean }

async function sendSettings(
  web: Web,
  res: Response,
  opened: Opened,
  { problems, saved, seen }: Outcome,
): Promise<void> {
  const campaign = campaignOf(res)
  const form = {
    ...{ ...opened, problems, ...(await formParts(web, opened.values)) },
    action: `/admin/campaigns/${campaign.id}/settings`,
    readOnly: !includesRole(staffOf(res).role, 'marketer'),
    ...{ open: true, submit: 'Save', seen },
  }
  const page = adminPage(web, res, 'campaigns')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showSettingsPage(page, campaign, { form, saved }))
}
