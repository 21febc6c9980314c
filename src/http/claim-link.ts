/** GET the page of a claim link: landing, status or the reason why not. Nothing here changes anything but the visit counters. */
import type { Request, Response } from 'express'
import { type Status, showStatus } from '../../views/claim/status.ts'
import type { ClaimFacts } from '../../views/claim-facts.ts'
import { type ClosedReason, showClosed } from '../../views/claim-link/closed.ts'
import { showClaimLink } from '../../views/claim-link/show.ts'
import type { Page } from '../../views/layout.ts'
import { deadlineOf } from '../domain/claim-link.ts'
import { isWaiting } from '../domain/deposit.ts'
import type { Wait } from '../domain/queue.ts'
import { type Claim, openClaim, type Standing } from '../services/claim.ts'
import { csrfToken } from './csrf.ts'
import { claimPage, sendError, sendPage } from './page.ts'
import { refreshSeconds } from './refresh.ts'
import { sessionIdOf } from './session.ts'
import { countVisit } from './visit.ts'
import type { Web } from './web.ts'
import type { WrongTokenLimit } from './wrong-token-limit.ts'

export function showLink(web: Web, limit: WrongTokenLimit) {
  return async (req: Request<{ token: string }>, res: Response) => {
    const { token } = req.params
    const claim = await openClaim(web.context, token, sessionIdOf(req))
    if (!claim) return sendUnknownLink(web, limit, req, res)
    countVisit(web, req, claim)
    const selfPath = `/c/${token}`
    const { standing } = claim
    if (standing.kind !== 'open') return sendStanding(web, req, res, { claim, standing, selfPath })
    const page = claimPage(web, req, res, claim)
    sendPage(res, 200, page, landing(web, page, claim, selfPath))
  }
}

/** What an anonymous visitor of the link reads, to be shown inside another page. */
export function previewLink(web: Web, page: Page, claim: Claim, selfPath: string): string {
  const { standing } = claim
  if (standing.kind === 'open') return landing(web, page, claim, selfPath)
  return decidedPage(web, page, { claim, standing, selfPath }).text
}

/** Unknown and malformed tokens get one and the same page. */
export function sendUnknownLink(web: Web, limit: WrongTokenLimit, req: Request, res: Response): void {
  if (limit.exceeded(req.ip ?? '')) return sendError(web, req, res, 429, 'too-many')
  sendError(web, req, res, 404, 'not-found')
}

function landing(web: Web, page: Page, claim: Claim, selfPath: string): string {
  const { campaign, account } = claim
  return showClaimLink(page, {
    ...claimFacts(claim),
    message: campaign.message,
    closesAt: deadlineOf(claim.link, campaign),
    timeZone: campaign.timeZone,
    signInHost: new URL(account.login.authorizeUrl).host,
    seesName: account.login.scope === 'profile',
    signInPath: `${selfPath}/sign-in`,
    buttonImage: web.assets.button?.path ?? null,
  })
}

type Decided = {
  readonly claim: Claim
  readonly standing: Exclude<Standing, { kind: 'open' }>
  readonly selfPath: string
}

/** A link that is claimed or closed, for whoever looks. */
export function sendStanding(web: Web, req: Request, res: Response, decided: Decided): void {
  const page = claimPage(web, req, res, decided.claim)
  const { status, refresh, text } = decidedPage(web, page, decided)
  if (refresh !== null) res.set('Refresh', String(refresh))
  sendPage(res, status, page, text)
}

type DecidedPage = {
  readonly status: 200 | 410
  /** Seconds until the page looks again, or null when nothing more will come. */
  readonly refresh: number | null
  readonly text: string
}

function decidedPage(web: Web, page: Page, decided: Decided): DecidedPage {
  const { claim, standing, selfPath } = decided
  const { senderName, opensAt, timeZone } = claim.campaign
  if (standing.kind === 'closed') {
    const { reason } = standing
    const closesAt = deadlineOf(claim.link, claim.campaign)
    const text = showClosed(page, { reason, senderName, opensAt, closesAt, timeZone })
    return { status: statusOf(reason), refresh: null, text }
  }
  const { deposit, own, byOther } = standing
  const { state, decidedAt } = deposit
  const wait = !byOther && isWaiting(state) ? web.queue.waitOf(deposit, claim) : null
  const text = showStatus(page, {
    ...claimFacts(claim),
    state,
    wait,
    byOther,
    own,
    decidedAt,
    timeZone,
    selfPath,
    retry: retryOffer(web, decided),
  })
  return { status: 200, refresh: wait && refreshOf(web, wait, deposit.consentedAt), text }
}

function refreshOf({ context }: Web, wait: Wait, consentedAt: Date): number {
  return refreshSeconds(wait, context.clock().getTime() - consentedAt.getTime(), Math.random())
}

/** The recipient who claimed gets the button; whoever is not signed in may be that recipient. */
function retryOffer(web: Web, { claim, standing, selfPath }: Decided): Status['retry'] {
  if (standing.kind !== 'claimed' || !standing.retryable || standing.byOther) return null
  if (!standing.own)
    return { signInPath: `${selfPath}/sign-in`, buttonImage: web.assets.button?.path ?? null }
  const csrf = csrfToken(web, retryScope(claim, standing.deposit.accountHash))
  return { retryPath: `${selfPath}/another-account`, csrfToken: csrf }
}

/** What the button stands for: this link of this person. */
export function retryScope({ link }: Claim, person: Buffer): string[] {
  return ['another-account', link.id, person.toString('hex')]
}

/** 410 for what will not come back, 200 for what may. */
function statusOf(reason: ClosedReason): 200 | 410 {
  return reason === 'not-launched' ||
    reason === 'not-yet-open' ||
    reason === 'not-ready' ||
    reason === 'not-live' ||
    reason === 'paused' ||
    reason === 'person-limit' ||
    reason === 'checking'
    ? 200
    : 410
}

export function claimFacts({ link, campaign, account }: Claim): ClaimFacts {
  const { amountMinor, currency } = link
  return {
    senderName: campaign.senderName,
    money: { amountMinor, currency },
    country: account.country,
    site: new URL(account.website).host.replace(/^www\./, ''),
    accountUrl: `${account.website}/gp/css/homepage.html`,
    balanceUrl: `${account.website}/gc/balance`,
  }
}
