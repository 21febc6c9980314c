/**
 * Protection of the forms against forgery: a token that only our page can hold, and the browser's own word about
 * where the request comes from (Fetch Metadata). The token covers what the page showed, so a press on an outdated
 * page is noticed. That the sign-in belongs to the browser is checked apart, by its session; the token leaves the
 * session id out, because another tab may have renewed it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import type { Web } from './web.ts'

/** `shown` is everything that the form stands for, an unguessable id of its transaction included. */
export function csrfToken({ sessionSecrets }: Pick<Web, 'sessionSecrets'>, shown: readonly string[]): string {
  return sign(sessionSecrets[0], shown)
}

/** Whether the posted token belongs to exactly what is shown now. */
export function isOwnPost(
  { sessionSecrets }: Pick<Web, 'sessionSecrets'>,
  req: Request,
  shown: readonly string[],
): boolean {
  const site = req.get('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const posted = postedToken(req)
  if (posted === null) return false
  return sessionSecrets.some(secret => equal(posted, sign(secret, shown)))
}

/** From the form, or from the address of a form with a file, whose fields are not read before its file. */
function postedToken({ body, query }: Request): string | null {
  const named = body !== null && typeof body === 'object' && 'csrf' in body ? body.csrf : query.csrf
  return typeof named === 'string' ? named : null
}

function sign(secret: string, shown: readonly string[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['csrf', ...shown]))
    .digest('base64url')
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
