/** Every page of one campaign, below /admin/campaigns/:campaign. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { linkRoutes } from './link-routes.ts'
import { showWatch } from './watch.ts'

export function campaignRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')

  router.route('/').get(showWatch(web)).all(read)
  router.use('/links', linkRoutes(web))
  return router
}
