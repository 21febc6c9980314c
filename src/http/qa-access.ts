/**
 * Who may use the QA page: in emulator mode whoever sits at this machine, elsewhere a browser whose one-time link was
 * used. To anybody else in emulator mode the page does not exist.
 */
import type { Request, RequestHandler, Response } from 'express'
import { showEntrancePage, showNoPass } from '../../views/qa/enter.ts'
import { isLoopback } from '../domain/loopback.ts'
import { holdsQaPass, isEntranceOpen, useEntrance } from '../services/qa-pass.ts'
import { cookieOf, hostCookie, keepCookie } from './cookie.ts'
import { csrfToken, isOwnPost } from './csrf.ts'
import { seeOther, sendError } from './page.ts'
import { qaPage, sendQa } from './qa-page.ts'
import type { Web } from './web.ts'

export function requireQaAccess(web: Web): RequestHandler {
  return async (req, res, next) => {
    if (web.qa === 'loopback' && !isFromThisMachine(req)) return sendError(web, req, res, 404, 'not-found')
    if (web.qa === 'pass' && !(await holdsQaPass(web.context, passOf(web, req))))
      return sendQa(res, 404, showNoPass(qaPage(web)))
    next()
  }
}

/** GET the one-time link: says what a press does, and changes nothing. */
export function showEntrance(web: Web) {
  return async (req: Request<{ secret: string }>, res: Response) => {
    const { secret } = req.params
    if (!(await isEntranceOpen(web.context, secret))) return sendQa(res, 404, showNoPass(qaPage(web)))
    sendQa(
      res,
      200,
      showEntrancePage(qaPage(web), `/qa/enter/${secret}`, csrfToken(web, ['qa-enter', secret])),
    )
  }
}

/** POST the one-time link: uses it up for this browser. */
export function enter(web: Web) {
  return async (req: Request<{ secret: string }>, res: Response) => {
    const { secret } = req.params
    const own = isOwnPost(web, req, ['qa-enter', secret]) ? await useEntrance(web.context, secret) : undefined
    if (own === undefined) return sendQa(res, 404, showNoPass(qaPage(web)))
    keepCookie(web, res, { name: hostCookie(web, 'qa'), value: own, path: '/' })
    seeOther(res, '/qa')
  }
}

/** What the forms of the QA page are bound to. */
export function qaFormScope(web: Web, req: Request): readonly string[] {
  return ['qa', passOf(web, req)]
}

function passOf(web: Web, req: Request): string {
  return cookieOf(req, hostCookie(web, 'qa'))
}

/** The connection and the name that was asked for are both local, and nobody passed the request on. */
function isFromThisMachine(req: Request): boolean {
  const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some(
    name => req.get(name) !== undefined,
  )
  const remote = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const addresses = [remote.includes(':') ? `[${remote}]` : remote, req.get('host') ?? '']
  return !forwarded && addresses.every(isLocal)
}

function isLocal(host: string): boolean {
  const url = `http://${host}`
  return URL.canParse(url) && isLoopback(url)
}
