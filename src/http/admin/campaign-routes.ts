/** Every page of one campaign, below /admin/campaigns/:campaign. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { requireRole } from './access.ts'
import { launchHandlers, move, showEnd } from './campaign-launch.ts'
import { embedRoutes } from './embed-routes.ts'
import { formBytes } from './form-body.ts'
import { linkRoutes } from './link-routes.ts'
import { makeRehearsal, showPreview } from './preview.ts'
import { endCampaignHold, showCampaignRelease } from './release.ts'
import { sendReport } from './report.ts'
import { duplicate, saveSettings, showSettings } from './settings.ts'
import { showWatch } from './watch.ts'

export function campaignRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')
  const marketer = requireRole(web, 'marketer')
  const operator = requireRole(web, 'operator')
  const { show: showLaunch, launch } = launchHandlers(web)

  router.route('/').get(showWatch(web)).all(read)
  router.use('/links', linkRoutes(web))
  router.route('/launch').get(showLaunch).post(marketer, launch).all(readOrPost)
  router.use('/embed', embedRoutes(web))
  router.route('/preview').get(showPreview(web)).post(marketer, makeRehearsal(web)).all(readOrPost)
  router
    .route('/settings')
    .get(showSettings(web))
    .post(marketer, formBytes, saveSettings(web))
    .all(readOrPost)
  router.route('/report').get(sendReport(web)).all(read)
  router.route('/duplicate').post(marketer, duplicate(web)).all(post)
  router.route('/pause').post(marketer, move(web, 'pause')).all(post)
  router.route('/resume').post(marketer, move(web, 'resume')).all(post)
  router
    .route('/release')
    .get(operator, showCampaignRelease(web))
    .post(operator, endCampaignHold(web))
    .all(readOrPost)
  router.route('/end').get(showEnd(web)).post(marketer, move(web, 'end')).all(readOrPost)
  return router
}
