/** Who may see the pages of the staff, and what their forms are protected by. */
import type { Request, RequestHandler, Response } from 'express'
import { showForbidden, showSignedOut, showStale } from '../../../views/admin/sign-in.ts'
import { includesRole, type Role, type Staff } from '../../domain/staff.ts'
import { findSignedIn } from '../../services/staff-session.ts'
import { cookieOf, hostCookie } from '../cookie.ts'
import { csrfToken, isOwnPost } from '../csrf.ts'
import type { Web } from '../web.ts'
import { keptForm } from './kept-form.ts'
import { adminPage, sendAdmin } from './page.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Set for everything behind `requireStaff`. */
    staff?: Staff
    /** What every form of the signed-in member carries. */
    csrfToken?: string
  }
}

/** Lets nobody pass who is not signed in, and no form that is not our own page's. */
export function requireStaff(web: Web): RequestHandler {
  return async (req, res, next) => {
    const cookie = staffCookieOf(web, req)
    const staff = await findSignedIn(web.context, cookie)
    if (!staff) return sendAdmin(res, 401, showSignedOut(adminPage(web, res, null), await keptForm(req, res)))
    res.locals.staff = staff
    res.locals.csrfToken = csrfToken(web, ['staff', cookie])
    const reads = req.method === 'GET' || req.method === 'HEAD'
    if (reads || isOwnPost(web, req, ['staff', cookie])) return next()
    sendAdmin(res, 403, showStale(adminPage(web, res, null), await keptForm(req, res)))
  }
}

/** Lets only members pass whose role includes `role`; after `requireStaff`. */
export function requireRole(web: Web, role: Role): RequestHandler {
  return (_req, res, next) => {
    if (includesRole(staffOf(res).role, role)) return next()
    sendAdmin(res, 403, showForbidden(adminPage(web, res, null), role))
  }
}

/** The signed-in member; only behind `requireStaff`. */
export function staffOf(res: Response): Staff {
  const { staff } = res.locals
  if (staff) return staff
  throw new Error('bug: a page of the staff is reached without requireStaff')
}

/** The secret that the browser's cookie holds; empty when it has none. */
export function staffCookieOf(web: Web, req: Request): string {
  return cookieOf(req, cookieName(web))
}

export function cookieName(web: Web): string {
  return hostCookie(web, 'staff')
}
