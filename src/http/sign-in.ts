/** Off to Amazon and back: the start of a sign-in and its callback. */
import type { Request, Response } from 'express'
import { showTrouble } from '../../views/sign-in/trouble.ts'
import { type Claim, findClaim, openClaim } from '../services/claim.ts'
import { findSignIn, finishSignIn, type SignInTrouble, startSignIn } from '../services/sign-in.ts'
import { sendStanding, sendUnknownLink } from './claim-link.ts'
import { claimPage, plainPage, seeOther, sendPage } from './page.ts'
import { freshSession, renewSession, sessionOf } from './session.ts'
import type { Web } from './web.ts'
import type { WrongTokenLimit } from './wrong-token-limit.ts'

/** A plain link, not a form: browsers hold a form's redirects to the policy's form-action, Amazon's included. */
export function startFromLink(web: Web, limit: WrongTokenLimit) {
  return async (req: Request<{ token: string }>, res: Response) => {
    const { token } = req.params
    const claim = await openClaim(web.context, token, req.sessionID)
    if (!claim) return sendUnknownLink(web, limit, req, res)
    if (!maySignIn(claim)) return seeOther(res, `/c/${encodeURIComponent(token)}`)
    // A scanner that only asks whether the address exists begins nothing.
    if (req.method === 'HEAD') return res.end()
    await sendToAmazon(web, req, res, claim)
  }
}

/** To claim, or to ask for another account after a refusal. */
function maySignIn({ standing }: Claim): boolean {
  return standing.kind === 'open' || (standing.kind === 'claimed' && standing.retryable)
}

/** Another try for the same claim link, for the browser that began the first. */
export function startAgain(web: Web) {
  return async (req: Request<{ signIn: string }>, res: Response) => {
    const signIn = await findSignIn(web.context, req.params.signIn, req.sessionID)
    const claim = signIn && (await findClaim(web.context, signIn.claimLinkId, req.sessionID))
    if (!claim) return sendEnded(web, req, res)
    await sendToAmazon(web, req, res, claim)
  }
}

async function sendToAmazon(
  web: Web,
  req: Request,
  res: Response,
  { link, account, session }: Claim,
): Promise<void> {
  const begun = session ? sessionOf(req) : await freshSession(req)
  seeOther(res, await startSignIn(web.context, link.id, account.name, begun))
}

export function finish(web: Web) {
  return async (req: Request<{ account: string }>, res: Response) => {
    const start = req.originalUrl.indexOf('?')
    const query = start < 0 ? '' : req.originalUrl.slice(start + 1)
    const browser = {
      sessionId: req.sessionID,
      renew: (person: Buffer) => renewSession(req, person),
      returned: web.visits.returned,
    }
    const end = await finishSignIn(web.context, req.params.account, query, browser)
    if (end.kind === 'signed-in') return seeOther(res, `/claim/${end.signInId}`)
    await sendTrouble(web, req, res, end.trouble, end.signInId)
  }
}

const statuses: Readonly<Record<SignInTrouble, number>> = {
  cancelled: 200,
  rejected: 400,
  'unknown-state': 400,
  'other-browser': 400,
  used: 400,
  expired: 400,
  untrusted: 502,
  unavailable: 503,
}

async function sendTrouble(
  web: Web,
  req: Request,
  res: Response,
  trouble: SignInTrouble,
  signInId: string | null,
): Promise<void> {
  const signIn = signInId === null ? undefined : await findSignIn(web.context, signInId, req.sessionID)
  const claim = signIn && (await findClaim(web.context, signIn.claimLinkId, req.sessionID))
  // Another tab may have claimed the link meanwhile; then the truth is where the money is, not how this sign-in ended.
  if (claim && claim.standing.kind !== 'open') {
    const { standing } = claim
    return sendStanding(web, req, res, {
      claim,
      standing,
      selfPath: `/claim/${signInId}`,
    })
  }
  const page = claim ? claimPage(web, req, res, claim) : plainPage(web, req, res)
  const againPath = signIn ? `/claim/${signIn.id}/sign-in` : null
  if (statuses[trouble] === 503) res.set('Retry-After', '30')
  sendPage(res, statuses[trouble], page, showTrouble(page, trouble, againPath))
}

/** The sign-in is not this browser's, or its time is over. */
export function sendEnded(web: Web, req: Request, res: Response): void {
  const page = plainPage(web, req, res)
  sendPage(res, 404, page, showTrouble(page, 'ended', null))
}
