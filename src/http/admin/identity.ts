/** Off to the OpenID provider and back. Opening the first address begins a sign-in; nobody is let in before the second. */
import type { Request, Response } from 'express'
import { showIdentityTrouble } from '../../../views/admin/identity.ts'
import {
  beginIdentitySignIn,
  finishIdentitySignIn,
  type IdentitySignInTrouble,
} from '../../services/identity.ts'
import { cookieOf, hostCookie, keepCookie } from '../cookie.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { cookieName, staffCookieOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'

/** A plain link leads here, as to Amazon; two tabs of one browser share the secret, so that each may end. */
export function startAtProvider(web: Web) {
  return async (req: Request, res: Response) => {
    if (req.method === 'HEAD') return res.end()
    const kept = cookieOf(req, browserCookie(web))
    const browser = isSecret(kept) ? kept : web.context.randomBytes(32).toString('base64url')
    const begun = await beginIdentitySignIn(web.context, browser)
    if (!begun.ok) return sendTrouble(web, res, begun.trouble)
    keepCookie(web, res, { name: browserCookie(web), value: browser, path: '/' })
    seeOther(res, begun.address)
  }
}

export function finishAtProvider(web: Web) {
  return async (req: Request, res: Response) => {
    // Whoever only asks whether the address exists must not use it up.
    if (req.method === 'HEAD') return res.end()
    const start = req.originalUrl.indexOf('?')
    const query = start < 0 ? '' : req.originalUrl.slice(start + 1)
    const kept = { browser: cookieOf(req, browserCookie(web)), cookie: staffCookieOf(web, req) }
    const end = await finishIdentitySignIn(web.context, query, kept)
    if (!end.ok) return sendTrouble(web, res, end.trouble)
    keepCookie(web, res, { name: cookieName(web), value: end.cookie, path: '/' })
    seeOther(res, '/admin')
  }
}

const statuses: Readonly<Record<IdentitySignInTrouble, number>> = {
  cancelled: 200,
  over: 400,
  rejected: 400,
  'no-role': 403,
  removed: 403,
  untrusted: 502,
  unavailable: 503,
}

function sendTrouble(web: Web, res: Response, trouble: IdentitySignInTrouble): void {
  if (statuses[trouble] === 503) res.set('Retry-After', '30')
  sendAdmin(res, statuses[trouble], showIdentityTrouble(adminPage(web, res, null), trouble))
}

function browserCookie(web: Web): string {
  return hostCookie(web, 'staff-browser')
}

function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}
