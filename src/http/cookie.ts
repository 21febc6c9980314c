/** Cookies beside the browser session: passes of a browser, and the token of a claim link that the QA page made. */
import type { Request, Response } from 'express'
import { isSecure, type Web } from './web.ts'

/** As long as what they stand for can last. */
const lifeMs = 12 * 60 * 60_000

type Cookie = { readonly name: string; readonly value: string; readonly path: string }

export function keepCookie(web: Web, res: Response, { name, value, path }: Cookie): void {
  res.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: isSecure(web), path, maxAge: lifeMs })
}

/** The value of a cookie; empty when the browser sends none. */
export function cookieOf(req: Request, name: string): string {
  const pairs = (req.get('cookie') ?? '').split('; ')
  return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** The name that binds a cookie to this very host (RFC 6265bis, `__Host-`); plain http cannot use it. */
export function hostCookie(web: Pick<Web, 'context'>, name: string): string {
  return isSecure(web) ? `__Host-${name}` : name
}
