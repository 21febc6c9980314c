/** Every route of the service, in the order of the journey. */
import { Router } from 'express'
import { adminRoutes } from './admin/routes.ts'
import { retryFromClaim, retryFromLink } from './another-account.ts'
import { catchBrokenLinks } from './broken-link.ts'
import { confirmClaim, leaveClaim, showClaim } from './claim.ts'
import { showLink } from './claim-link.ts'
import { methodNotAllowed } from './error-handler.ts'
import { home } from './home.ts'
import { showLogo } from './logo.ts'
import { shedCallbacks } from './overload.ts'
import { seeOther } from './page.ts'
import { qaRoutes } from './qa-routes.ts'
import { showReal } from './real.ts'
import { ifCookies } from './session.ts'
import { finish, startAgain, startFromLink } from './sign-in.ts'
import type { Web } from './web.ts'
import { createWrongTokenLimit } from './wrong-token-limit.ts'

export function routes(web: Web): Router {
  const router = Router()
  const limit = createWrongTokenLimit(web.context.clock)
  const read = methodNotAllowed(web, 'GET, HEAD')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')

  router.route('/').get(home(web)).all(read)
  router.use('/c', catchBrokenLinks(web))
  router.route('/c/:token').get(ifCookies(web.session), showLink(web, limit)).all(read)
  router.route('/c/:token/sign-in').get(web.session, startFromLink(web, limit)).all(read)
  router
    .route('/c/:token/another-account')
    .get((req, res) => seeOther(res, `/c/${encodeURIComponent(req.params.token)}`))
    .post(web.session, retryFromLink(web, limit))
    .all(readOrPost)
  router.route('/sign-in/:account/callback').get(shedCallbacks(web), web.session, finish(web)).all(read)
  router
    .route('/claim/:signIn')
    .get(web.session, showClaim(web))
    .post(web.session, confirmClaim(web))
    .all(readOrPost)
  router.route('/claim/:signIn/sign-in').get(web.session, startAgain(web)).all(read)
  router
    .route('/claim/:signIn/wrong-account')
    .get((req, res) => seeOther(res, `/claim/${encodeURIComponent(req.params.signIn)}`))
    .post(web.session, leaveClaim(web))
    .all(readOrPost)
  router
    .route('/claim/:signIn/another-account')
    .get((req, res) => seeOther(res, `/claim/${encodeURIComponent(req.params.signIn)}`))
    .post(web.session, retryFromClaim(web))
    .all(readOrPost)
  router.route('/o/:campaign').get(showReal(web)).all(read)
  router.get('/assets/logo/:file', showLogo(web))
  router.use('/admin', adminRoutes(web))
  router.use(qaRoutes(web))
  return router
}
