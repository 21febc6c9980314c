/**
 * Shedding: beyond a number of requests in flight the rest is refused at once. The connection is closed with the
 * refusal, because refusals on kept-alive connections are what makes goodput collapse.
 */
import type { RequestHandler } from 'express'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

export function shedOverload(web: Web): RequestHandler {
  let inFlight = 0
  return (req, res, next) => {
    if (inFlight >= web.maxRequestsInFlight) {
      res.set({ Connection: 'close', 'Retry-After': '2' })
      return sendError(web, req, res, 503, 'busy')
    }
    inFlight += 1
    res.once('close', () => {
      inFlight -= 1
    })
    next()
  }
}
