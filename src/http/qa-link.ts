/**
 * The page of one claim link. Its address holds the link's id, which opens nothing; the token, of which the database
 * has only a hash, stays in a cookie of the browser that made the link, sent to that link's page alone.
 */
import type { Request, Response } from 'express'
import { formatMoney, locales } from '../../views/locale.ts'
import { showLinkPage } from '../../views/qa/link.ts'
import { claimLinkId, reference } from '../domain/claim-link.ts'
import { isWaiting } from '../domain/deposit.ts'
import { scenarios } from '../domain/scenario.ts'
import type { Claim } from '../services/claim.ts'
import { findQaLink, type QaLink } from '../services/qa.ts'
import { previewLink } from './claim-link.ts'
import { cookieOf, keepCookie } from './cookie.ts'
import { csrfToken } from './csrf.ts'
import { claimPage, sendError } from './page.ts'
import { qaFormScope } from './qa-access.ts'
import { qaPage, resendHours, sendQa } from './qa-page.ts'
import type { Web } from './web.ts'

const tokenCookie = 'claim-token'
const refreshSeconds = 5

/** Hands the token to the browser, because nothing else will know it. */
export function keepClaimToken(web: Web, res: Response, id: string, claimUrl: string): void {
  const token = claimUrl.split('/').at(-1) ?? ''
  keepCookie(web, res, { name: tokenCookie, value: token, path: `/qa/links/${id}` })
}

export function showQaLink(web: Web) {
  return async (req: Request<{ id: string }>, res: Response) => {
    const link = await findQaLink(web.context, req.params.id)
    if (!link) return sendError(web, req, res, 404, 'not-found')
    const refreshes = isUnderWay(link)
    if (refreshes) res.set('Refresh', String(refreshSeconds))
    sendQa(res, 200, showLinkPage(qaPage(web), locales[0], { ...shownLink(web, req, res, link), refreshes }))
  }
}

/** Whether somebody may claim the link any moment, or Amazon is still to answer. */
function isUnderWay({ claim: { standing } }: QaLink): boolean {
  if (standing.kind === 'claimed') return isWaiting(standing.deposit.state)
  return standing.kind === 'open'
}

function shownLink(web: Web, req: Request<{ id: string }>, res: Response, { claim, story, hold }: QaLink) {
  const { link, account } = claim
  const token = cookieOf(req, tokenCookie)
  const known = claimLinkId(token) === req.params.id
  const selfPath = known ? `/c/${token}` : `/qa/links/${link.id}`
  const recipientPage = { ...claimPage(web, req, res, claim), inside: true } as const
  return {
    id: link.id,
    reference: reference(link.id),
    shownAmount: formatMoney(locales[0], link),
    scenario: scenarios.find(({ code }) => code === link.mockCode) ?? null,
    claimUrl: known ? `${web.context.publicUrl}/c/${token}` : null,
    preview: previewLink(web, recipientPage, claim, selfPath),
    unclaimed: unclaimedText(claim),
    deposit: story?.deposit ?? null,
    attempts: story?.attempts ?? [],
    events: story?.events ?? [],
    accountName: account.name,
    hold,
    csrfToken: csrfToken(web, qaFormScope(web, req)),
    resendHours: resendHours(web),
  }
}

function unclaimedText({ standing }: Claim): string {
  return standing.kind === 'closed'
    ? `It cannot be claimed: ${standing.reason}.`
    : 'Nobody has claimed it yet.'
}
