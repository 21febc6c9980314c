/** The way in and out for the staff: a link that works once, and a press on every page that ends it. */
import type { Request, Response } from 'express'
import { showEntrance as showEntrancePage, showSpentLink } from '../../../views/admin/sign-in.ts'
import { findInvitation, signIn } from '../../services/staff.ts'
import { findSignedIn, signOut } from '../../services/staff-session.ts'
import { keepCookie } from '../cookie.ts'
import { csrfToken, isOwnPost } from '../csrf.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { cookieName, staffCookieOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type Entrance = Request<{ secret: string }>

/** GET the one-time link: says what a press does, and changes nothing. */
export function showEntrance(web: Web) {
  return (req: Entrance, res: Response) => sendEntrance(web, req, res, noProblems)
}

/** POST the one-time link: uses it up for this browser. */
export function enter(web: Web) {
  return async (req: Entrance, res: Response) => {
    const { secret } = req.params
    if (!isOwnPost(web, req, ['staff-enter', secret])) return await sendEntrance(web, req, res, noProblems)
    try {
      const entering = { name: String(req.body.name ?? ''), cookie: staffCookieOf(web, req) }
      const cookie = await signIn(web.context, secret, entering)
      if (cookie === undefined) return await sendSpent(web, req, res)
      keepCookie(web, res, { name: cookieName(web), value: cookie, path: '/' })
      seeOther(res, '/admin')
    } catch (error) {
      await sendEntrance(web, req, res, problemsOf(error, ['name']))
    }
  }
}

export function leave(web: Web) {
  return async (req: Request, res: Response) => {
    await signOut(web.context, staffCookieOf(web, req))
    res.clearCookie(cookieName(web), { path: '/' })
    seeOther(res, '/admin')
  }
}

async function sendEntrance(web: Web, req: Entrance, res: Response, problems: Problems): Promise<void> {
  const { secret } = req.params
  const invitation = await findInvitation(web.context, secret)
  if (!invitation) return await sendSpent(web, req, res)
  const form = {
    path: `/admin/enter/${secret}`,
    csrfToken: csrfToken(web, ['staff-enter', secret]),
    role: invitation.role,
    asksName: invitation.staffId === null,
    problems,
  }
  sendAdmin(res, problems.size === 0 ? 200 : 400, showEntrancePage(adminPage(web, res, null), form))
}

/** Whoever is signed in, by this very link perhaps, needs no other one. */
async function sendSpent(web: Web, req: Entrance, res: Response): Promise<void> {
  const cookie = staffCookieOf(web, req)
  const staff = await findSignedIn(web.context, cookie)
  const csrfOf = staff && csrfToken(web, ['staff', cookie])
  const page = { ...adminPage(web, res, null), staff: staff ?? null, csrfToken: csrfOf ?? '' }
  sendAdmin(res, 404, showSpentLink(page))
}
