// The door of the control surface: for this machine only. No page of another site may change anything, nor read it
// under a foreign name.
// What is behind it is loaded when it is first asked for.

import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { ControlParts } from './control.ts'

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** The Host check stops a foreign name that resolves to this machine (DNS rebinding). */
export function requireLoopback(req: Request, res: Response, next: NextFunction): void {
  const fromHere = /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '')
  const toHere = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(req.headers.host ?? '')
  const fromElsewhere = /^(cross-site|same-site)$/.test(req.get('sec-fetch-site') ?? '')
  if (fromHere && toHere && (READING.has(req.method) || !fromElsewhere)) next()
  else res.status(403).json({ error: 'the control surface is for this machine only' })
}

/** The pages and zod are half of all files and a quarter of a start, and most runs never look at them. */
export function controlSurface(parts: ControlParts): RequestHandler {
  let surface: Promise<RequestHandler> | undefined
  return async (req, res, next) => {
    surface ??= import('./control.ts').then(({ controlRoutes }) => controlRoutes(parts))
    const handle = await surface
    handle(req, res, next)
  }
}
