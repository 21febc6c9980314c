/** From the request for a claim link's page to a count. Nothing of it is kept but what it counts as. */
import type { Request } from 'express'
import { isLoopback } from '../domain/loopback.ts'
import { parseUtm } from '../domain/utm.ts'
import { kindOfVisit, type VisitKind } from '../domain/visit.ts'
import type { Claim } from '../services/claim.ts'
import { isSecure, type Web } from './web.ts'

/** Counts that this claim's link was opened. */
export function countVisit(web: Web, req: Request, { link }: Claim): void {
  const { source, medium } = parseUtm(req.query)
  web.visits.opened(link.id, visitKind(web, req), { source: source ?? '', medium: medium ?? '' })
}

/** Who is asking, as far as the request tells. */
export function visitKind(web: Web, { method, headers }: Request): VisitKind {
  const trustworthy = isSecure(web) || isLoopback(web.context.publicUrl)
  return kindOfVisit({ method, headers, trustworthy })
}
