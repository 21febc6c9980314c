/** Moving a campaign from state to state: the launch with its dry run, pause, resume and end. */
import type { Request, Response } from 'express'
import { showLaunch as showLaunchPage } from '../../../views/admin/campaign-launch.ts'
import { showEnd as showEndPage } from '../../../views/admin/end.ts'
import type { Move } from '../../domain/campaign.ts'
import { moveCampaign } from '../../services/campaign.ts'
import { countClaimable, dryRun, launchCampaign } from '../../services/campaign-launch.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

/** Both handlers of /launch. */
export function launchHandlers(web: Web) {
  return {
    show: async (req: Request, res: Response) => {
      const asked = String(req.query.perMinute ?? '').trim()
      const wrong = asked !== '' && !/^[1-9]\d{0,6}$/.test(asked)
      const problem = 'Must be a whole number from 1 to 9999999'
      const problems = wrong ? new Map([['perMinute', problem]]) : noProblems
      await sendLaunch(web, res, { asked, problems })
    },
    launch: async (req: Request, res: Response) => {
      const { id } = campaignOf(res)
      const agreed = { links: Number(req.body.links), totalMinor: Number(req.body.total) }
      try {
        await launchCampaign(web.context, id, { by: staffOf(res).name, agreed })
        seeOther(res, `/admin/campaigns/${id}/embed`)
      } catch (error) {
        await sendLaunch(web, res, { asked: '', problems: problemsOf(error, []) })
      }
    },
  }
}

export function showEnd(web: Web) {
  return async (_req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const totals = await countClaimable(web.context, campaign)
    sendAdmin(res, 200, showEndPage(adminPage(web, res, 'campaigns'), campaign, totals))
  }
}

/** One press. Who comes too late, because somebody else was faster, just sees the campaign as it is. */
export function move(web: Web, word: Move) {
  return async (_req: Request, res: Response) => {
    const { id } = campaignOf(res)
    try {
      await moveCampaign(web.context, id, word, staffOf(res).name)
    } catch (error) {
      problemsOf(error, [])
    }
    seeOther(res, `/admin/campaigns/${id}`)
  }
}

type Shown = { readonly asked: string; readonly problems: Problems }

async function sendLaunch(web: Web, res: Response, { asked, problems }: Shown): Promise<void> {
  const perMinute = asked === '' || problems.has('perMinute') ? undefined : Number(asked)
  const run = await dryRun(web.context, campaignOf(res).id, perMinute)
  const page = adminPage(web, res, 'campaigns')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showLaunchPage(page, { run, asked, problems }))
}
