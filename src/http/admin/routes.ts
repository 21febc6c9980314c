/** Every page of the staff. Nothing below the entrance is reached without a member who is signed in. */
import { type Request, type Response, Router } from 'express'
import { methodNotAllowed, notFound } from '../error-handler.ts'
import { shedCallbacks } from '../overload.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { requireRole, requireStaff } from './access.ts'
import { showActivity } from './activity.ts'
import { showAudit } from './audit.ts'
import { loadCampaign } from './campaign.ts'
import { campaignRoutes } from './campaign-routes.ts'
import { showCampaigns } from './campaigns.ts'
import { find, showFind } from './find.ts'
import { formBytes } from './form-body.ts'
import { showFunds } from './funds.ts'
import { finishAtProvider, startAtProvider } from './identity.ts'
import { keyRoutes } from './keys.ts'
import { launchListRoutes } from './launch-list.ts'
import { erasePersonOf, exportPersonOf } from './link-person.ts'
import { actOnLink, decide, showLinkStory } from './link-story.ts'
import { showOperations } from './operations.ts'
import { handleRefusal } from './refusal.ts'
import { endAccountHold, showAccountRelease } from './release.ts'
import { makeCampaign, showNew } from './settings.ts'
import { linkActions } from './shown-link.ts'
import { enter, leave, showEntrance } from './sign-in.ts'
import { staffRoutes } from './staff-routes.ts'
import { limitUploads } from './upload-limit.ts'

export function adminRoutes(web: Web): Router {
  const router = Router()
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')

  router.route('/enter/:secret').get(showEntrance(web)).post(enter(web)).all(readOrPost)
  if (web.context.identity) {
    router.route('/oidc/sign-in').get(shedCallbacks(web), startAtProvider(web)).all(read)
    router.route('/oidc/callback').get(shedCallbacks(web), finishAtProvider(web)).all(read)
  }
  router.use(requireStaff(web), limitUploads(web))
  router
    .route('/')
    .get((_req, res) => seeOther(res, '/admin/campaigns'))
    .all(read)
  router.route('/sign-out').post(leave(web)).all(post)
  router.route('/campaigns').get(showCampaigns(web)).all(read)
  const marketer = requireRole(web, 'marketer')
  router
    .route('/campaigns/new')
    .get(marketer, showNew(web))
    .post(marketer, formBytes, makeCampaign(web))
    .all(readOrPost)
  router.use('/campaigns/:campaign', loadCampaign(web), campaignRoutes(web))
  router.route('/find').get(showFind(web)).post(find(web)).all(readOrPost)
  router.route('/links/:link').get(showLinkStory(web)).all(read)
  const toLink = (req: Request<{ link: string }>, res: Response) =>
    seeOther(res, `/admin/links/${encodeURIComponent(req.params.link)}`)
  router
    .route('/links/:link/another-account')
    .get(toLink)
    .post(requireRole(web, linkActions['another-account']), actOnLink(web, 'another-account'))
    .all(post)
  router
    .route('/links/:link/send-now')
    .get(toLink)
    .post(requireRole(web, linkActions['send-now']), actOnLink(web, 'send-now'))
    .all(post)
  const operator = requireRole(web, 'operator')
  router.route('/links/:link/person/export').post(operator, exportPersonOf(web)).all(post)
  router.route('/links/:link/person/erase').post(operator, erasePersonOf(web)).all(post)
  router.use('/keys', keyRoutes(web))
  router.route('/links/:link/resolve').get(toLink).post(operator, decide(web)).all(post)
  router
    .route('/accounts/:account/release')
    .get(operator, showAccountRelease(web))
    .post(operator, endAccountHold(web))
    .all(readOrPost)
  router.use('/staff', operator, staffRoutes(web))
  router.route('/activity').get(showActivity(web)).all(read)
  router.route('/operations').get(showOperations(web)).all(read)
  router.use('/launch', launchListRoutes(web))
  router.route('/funds').get(showFunds(web)).all(read)
  router.route('/audit').get(showAudit(web)).all(read)
  router.use(notFound(web))
  router.use(handleRefusal(web))
  return router
}
