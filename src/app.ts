/** The Express application: one line per middleware, in the order a request meets it. Tests use this same one. */
import express, { type Express, urlencoded } from 'express'
import { serveAssets } from './http/assets.ts'
import { handleError, notFound } from './http/error-handler.ts'
import { requireFields } from './http/form-fields.ts'
import { live, ready } from './http/health.ts'
import { showMetrics } from './http/metrics.ts'
import { shedOverload } from './http/overload.ts'
import { logRequests } from './http/request-log.ts'
import { routes } from './http/routes.ts'
import { requireHttps, securityHeaders, setNonce } from './http/security.ts'
import { bodyPatienceMs, cutSlowBodies } from './http/slow-body.ts'
import type { Web } from './http/web.ts'

export function createApp(web: Web): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', [...web.trustProxy])
  app.use(logRequests(web))
  app.use(setNonce)
  app.use(securityHeaders(web))
  app.get('/health/live', live)
  app.get('/health/ready', ready(web))
  // Before the refusal of plain http: a scraper asks each process by itself, past the TLS front.
  app.get('/api/metrics', showMetrics(web))
  app.use(cutSlowBodies(bodyPatienceMs))
  app.use('/admin', urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 }))
  // Before the limit, so that bodies that trickle in take no room from anybody; nobody but the staff posts more than a few fields.
  app.use(urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 }))
  app.use(shedOverload(web))
  app.use(requireHttps(web))
  app.use(requireFields(web))
  app.use('/assets', serveAssets(web.assets))
  app.use(routes(web))
  app.use(notFound(web))
  app.use(handleError(web))
  return app
}
