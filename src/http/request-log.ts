/** One log line per request. It names the route, never the path: paths of claim links hold their tokens. */
import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import { encodeCrockford } from '../domain/crockford.ts'
import type { Web } from './web.ts'

export function logRequests({ context }: Web): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const id = encodeCrockford(randomBytes(5), 8)
    res.locals.reference = `${id.slice(0, 4)}-${id.slice(4)}`
    res.once('close', () => {
      const route: unknown = req.route?.path
      const fields = {
        reference: res.locals.reference,
        method: req.method,
        route: typeof route === 'string' ? route : 'none',
        status: res.statusCode,
        ms: Math.round(performance.now() - started),
        finished: res.writableFinished,
      }
      context.log.info(fields, 'request')
    })
    next()
  }
}
