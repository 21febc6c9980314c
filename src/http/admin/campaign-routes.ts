/** Every page of one campaign, below /admin/campaigns/:campaign. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { sendReport } from './report.ts'
import { showWatch } from './watch.ts'

export function campaignRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')

  router.route('/').get(showWatch(web)).all(read)
  router.route('/report').get(sendReport(web)).all(read)
  return router
}
