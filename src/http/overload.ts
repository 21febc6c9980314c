/**
 * Shedding: beyond a number of requests in flight the rest is refused at once. The connection is closed with the
 * refusal, because refusals on kept-alive connections are what makes goodput collapse.
 */
import type { Request, RequestHandler, Response } from 'express'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Gives the place back that the request has in the room of all. */
    leaveRoom?: () => void
  }
}

/**
 * Counts the requests that pass here, until they end or call what `enter` is given; one that finds `mostFor` of them or
 * more gets `refuse`.
 */
export function limitInFlight(
  mostFor: (req: Request) => number,
  refuse: (req: Request, res: Response) => void,
  enter: (res: Response, leave: () => void) => void = () => {},
): RequestHandler {
  const inFlight = new Set<Response>()
  return (req, res, next) => {
    if (inFlight.size >= mostFor(req)) {
      res.set({ Connection: 'close', 'Retry-After': '2' })
      return refuse(req, res)
    }
    const leave = () => void inFlight.delete(res)
    inFlight.add(res)
    res.once('close', leave)
    enter(res, leave)
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
    (res, leave) => {
      res.locals.leaveRoom = leave
    },
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
