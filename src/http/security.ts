/** Security headers, and the refusal of plain http where the service is https. */
import { randomBytes } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { sendError } from './page.ts'
import { isSecure, type Web } from './web.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    nonce: string
    /** What people quote from a page about no claim; the log has it too. */
    reference: string
  }
}

export function setNonce(_req: Request, res: Response, next: NextFunction): void {
  res.locals.nonce = randomBytes(16).toString('base64')
  next()
}

/**
 * Everything is refused but our own stylesheet, our own images, the sender's colour and forms to ourselves; the pages of
 * the staff have our own script as well, which asks this service alone.
 */
export function securityHeaders(web: Web): RequestHandler {
  const forRecipients = protection(web, {})
  const forStaff = protection(web, { scriptSrc: ["'self'"], connectSrc: ["'self'"] })
  return (req, res, next) => {
    res.set({
      'Cache-Control': 'no-store',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    })
    const protect = /^\/admin(\/|$)/.test(req.path) ? forStaff : forRecipients
    protect(req, res, next)
  }
}

function protection(web: Web, more: Readonly<Record<string, string[]>>) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'", (_req, res) => `'nonce-${(res as Response).locals.nonce}'`],
        imgSrc: ["'self'", 'data:'],
        ...more,
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(isSecure(web) && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isSecure(web) && { maxAge: 63_072_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/** Without this a forgotten TRUST_PROXY would drop the Secure cookie silently and every sign-in would fail. */
export function requireHttps(web: Web): RequestHandler {
  return (req, res, next) => {
    if (!isSecure(web) || req.secure) return next()
    web.context.log.error(
      { remote: req.socket.remoteAddress },
      'request without "X-Forwarded-Proto: https" from a trusted proxy; check TRUST_PROXY',
    )
    sendError(web, req, res, 421, 'address')
  }
}
