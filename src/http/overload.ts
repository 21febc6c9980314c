/**
 * Shedding: beyond a number of requests in flight the rest is refused at once. The connection is closed with the
 * refusal, because refusals on kept-alive connections are what makes goodput collapse.
 */
import type { Request, RequestHandler, Response } from 'express'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

/** Counts the requests that pass here; one that finds `mostFor` of them or more gets `refuse`. */
function limitInFlight(
  mostFor: (req: Request) => number,
  refuse: (req: Request, res: Response) => void,
): RequestHandler {
  let inFlight = 0
  return (req, res, next) => {
    if (inFlight >= mostFor(req)) {
      res.set({ Connection: 'close', 'Retry-After': '2' })
      return refuse(req, res)
    }
    inFlight += 1
    res.once('close', () => {
      inFlight -= 1
    })
    next()
  }
}

/**
 * The last quarter of the room belongs to people who have begun: their work is half done, and at Amazon they are signed
 * in already. Whoever opens a link or starts a sign-in loses nothing by coming back in a moment.
 */
export function shedOverload(web: Web): RequestHandler {
  const most = web.maxRequestsInFlight
  const mostForNewcomers = Math.ceil((most * 3) / 4)
  return limitInFlight(
    req => (hasBegun(req) ? most : mostForNewcomers),
    (req, res) => sendError(web, req, res, 503, 'busy'),
  )
}

/** Back from Amazon, or anywhere after that. */
function hasBegun({ path }: Request): boolean {
  return path.startsWith('/sign-in/') || path.startsWith('/claim/')
}

/** Callbacks wait for Amazon, up to ten seconds each; when it is slow they must leave room for everybody else. */
export function shedCallbacks(web: Web): RequestHandler {
  const most = Math.ceil(web.maxRequestsInFlight / 4)
  return limitInFlight(
    () => most,
    (req, res) => sendError(web, req, res, 503, 'busy'),
  )
}
