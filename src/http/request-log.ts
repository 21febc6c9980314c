/**
 * One log line per request, and one measurement. Both name the route, never the path: paths of claim links hold their
 * tokens. `claimLinkId` is there where the request was about a claim, so that it leads on to the lines of its deposit.
 */
import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import { encodeCrockford } from '../domain/crockford.ts'
import { routePattern } from './route-pattern.ts'
import type { Web } from './web.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** The claim link that the request turned out to be about. */
    claimLinkId?: string
  }
}

export function logRequests({ context, measures }: Web): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const id = encodeCrockford(randomBytes(5), 8)
    res.locals.reference = `${id.slice(0, 4)}-${id.slice(4)}`
    res.once('close', () => {
      const ms = performance.now() - started
      const served = { method: req.method, route: routePattern(req), status: res.statusCode }
      const { reference, claimLinkId } = res.locals
      const fields = { reference, claimLinkId, ...served, ms: Math.round(ms), finished: res.writableFinished }
      context.log.info(fields, 'request')
      measures?.noteRequest({ ...served, ms })
    })
    next()
  }
}
