/** The routes of the QA page; where there is none, none of them exists. */
import { Router } from 'express'
import { methodNotAllowed } from './error-handler.ts'
import { makeLink, release, showQa } from './qa.ts'
import { enter, requireQaAccess, showEntrance } from './qa-access.ts'
import { showQaLink } from './qa-link.ts'
import type { Web } from './web.ts'

export function qaRoutes(web: Web): Router {
  const router = Router()
  if (web.qa === null) return router
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')

  if (web.qa === 'pass')
    router
      .route('/qa/enter/:secret')
      .get(showEntrance(web))
      .post(enter(web))
      .all(methodNotAllowed(web, 'GET, HEAD, POST'))
  router.use('/qa', requireQaAccess(web))
  router.route('/qa').get(showQa(web)).all(read)
  router.route('/qa/links').post(makeLink(web)).all(post)
  router.route('/qa/links/:id').get(showQaLink(web)).all(read)
  router.route('/qa/accounts/:account/release').post(release(web)).all(post)
  return router
}
