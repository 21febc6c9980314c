/** Every page of one campaign, below /admin/campaigns/:campaign. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { requireRole } from './access.ts'
import { showEmbed } from './embed.ts'
import { linkRoutes } from './link-routes.ts'
import { makeQr, showQr } from './qr.ts'
import { sendReport } from './report.ts'
import { showWatch } from './watch.ts'

export function campaignRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')

  router.route('/').get(showWatch(web)).all(read)
  router.route('/embed').get(showEmbed(web)).all(read)
  router.route('/embed/qr').get(showQr(web)).post(requireRole(web, 'marketer'), makeQr(web)).all(readOrPost)
  router.use('/links', linkRoutes(web))
  router.route('/report').get(sendReport(web)).all(read)
  return router
}
