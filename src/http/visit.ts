/** From the request for a claim link's page to a count. Nothing of it is kept but what it counts as. */
import type { Request } from 'express'
import { isLoopback } from '../domain/loopback.ts'
import { parseUtm } from '../domain/utm.ts'
import { kindOfVisit } from '../domain/visit.ts'
import type { Claim } from '../services/claim.ts'
import { isSecure, type Web } from './web.ts'

/** Counts that this claim's link was opened. */
export function countVisit(web: Web, { method, headers, query }: Request, { link }: Claim): void {
  const trustworthy = isSecure(web) || isLoopback(web.context.publicUrl)
  const { source, medium } = parseUtm(query)
  const kind = kindOfVisit({ method, headers, trustworthy })
  web.visits.opened(link.id, kind, { source: source ?? '', medium: medium ?? '' })
}
