/** The two cookies of the QA page: a browser's pass, and the token of a claim link that it made. */
import type { Request, Response } from 'express'
import { isSecure, type Web } from './web.ts'

/** As long as a pass is good. */
const lifeMs = 12 * 60 * 60_000

type QaCookie = { readonly name: string; readonly value: string; readonly path: string }

export function keepCookie(web: Web, res: Response, { name, value, path }: QaCookie): void {
  res.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: isSecure(web), path, maxAge: lifeMs })
}

/** The value of a cookie; empty when the browser sends none. */
export function cookieOf(req: Request, name: string): string {
  const pairs = (req.get('cookie') ?? '').split('; ')
  return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
