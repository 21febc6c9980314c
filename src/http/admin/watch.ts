/** What happens in a campaign, and how often its page looks again. */
import type { Request, Response } from 'express'
import { showWatch as showWatchPage } from '../../../views/admin/watch.ts'
import type { ShownWatch } from '../../../views/admin/watch-problems.ts'
import { whyClosed } from '../../domain/campaign.ts'
import { includesRole } from '../../domain/staff.ts'
import type { Watch } from '../../services/watch.ts'
import { cookieOf } from '../cookie.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'

const everySeconds = 5
/** A page that nobody looks at any more must not keep its member signed in: half an hour of looking again, and it stops. */
const mostLooks = 360

/**
 * A browser that runs scripts says so by a cookie of the staff's script, which then fetches the page by itself; any other
 * is told to load it again.
 */
export function showWatch(web: Web) {
  return async (req: Request, res: Response) => {
    const campaign = campaignOf(res)
    const { id } = campaign
    const looks = Number(req.query.looks ?? 0)
    const goesOn = looks < mostLooks
    // Whoever has just paused it must not read that it is live, as the shared reading still says.
    const page = adminPage(web, res, 'campaigns')
    const mayRelease = includesRole(staffOf(res).role, 'operator')
    const extra = { openBatches: page.openBatches, mayRelease }
    const watch = { ...shownWatch({ ...(await web.watching.read(id)), campaign }), ...extra }
    if (goesOn && cookieOf(req, 'scripts') === '')
      res.set('Refresh', `${everySeconds}; url=/admin/campaigns/${id}?looks=${looks + 1}`)
    const again = {
      everySeconds: goesOn ? everySeconds : null,
      stopAddress: `/admin/campaigns/${id}?looks=${mostLooks}`,
    }
    sendAdmin(res, 200, showWatchPage(page, watch, again))
  }
}

function shownWatch(watch: Watch): Omit<ShownWatch, 'openBatches' | 'mayRelease'> {
  const { at, campaign, queue } = watch
  const closed = whyClosed(campaign, at)
  return { ...watch, queue: { ...queue, at, closed, campaignHeld: campaign.heldSince !== null } }
}
