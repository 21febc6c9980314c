/** The claim of a signed-in recipient: confirm, consent, and where the money is. */
import type { Request, Response } from 'express'
import { showConfirm } from '../../views/claim/confirm.ts'
import { showStatus } from '../../views/claim/status.ts'
import type { Page } from '../../views/layout.ts'
import { showWrongAccount } from '../../views/sign-in/wrong-account.ts'
import type { Claim } from '../services/claim.ts'
import { consent } from '../services/consent.ts'
import { findSignedIn, type SignedIn } from '../services/signed-in.ts'
import { claimFacts, sendStanding } from './claim-link.ts'
import { csrfToken, isOwnPost } from './csrf.ts'
import { claimPage, seeOther, sendPage } from './page.ts'
import { endSession } from './session.ts'
import { sendEnded } from './sign-in.ts'
import type { Web } from './web.ts'

/** Without a line Amazon answers within this time, and the next page already says "deposited". */
const waitForOutcomeMs = 2_000

export function showClaim(web: Web) {
  return async (req: Request<{ signIn: string }>, res: Response) => {
    const signedIn = await findOwn(web, req)
    if (!signedIn) return sendEnded(web, req, res)
    sendClaim(web, req, res, signedIn, { stale: false })
  }
}

export function confirmClaim(web: Web) {
  return async (req: Request<{ signIn: string }>, res: Response) => {
    const signedIn = await findOwn(web, req)
    if (!signedIn) return sendEnded(web, req, res)
    res.locals.claimLinkId = signedIn.claim.link.id
    if (!isOwnPost(web, req, shown(signedIn))) return sendClaim(web, req, res, signedIn, { stale: true })
    if (await consent(web.context, signedIn)) await sendAtOnce(web, signedIn.claim)
    seeOther(res, claimPath(signedIn))
  }
}

export function leaveClaim(web: Web) {
  return async (req: Request<{ signIn: string }>, res: Response) => {
    const signedIn = await findOwn(web, req)
    if (!signedIn) return sendEnded(web, req, res)
    if (!isOwnPost(web, req, shown(signedIn))) return sendClaim(web, req, res, signedIn, { stale: true })
    await endSession(req)
    const { claim } = signedIn
    // In an old tab the press may come after the claim was made.
    if (claim.standing.kind !== 'open') {
      return sendStanding(web, req, res, {
        claim,
        standing: claim.standing,
        selfPath: claimPath(signedIn),
      })
    }
    const page = claimPage(web, req, res, claim)
    sendPage(res, 200, page, showWrongAccount(page, claimFacts(signedIn.claim).accountUrl))
  }
}

export function findOwn({ context }: Web, req: Request<{ signIn: string }>): Promise<SignedIn | undefined> {
  return findSignedIn(context, req.params.signIn, req.sessionID)
}

/** A failure to send is no failure to claim: the deposit is durable and the sender goes on with it. */
async function sendAtOnce({ context, sender }: Web, { link, account }: Claim): Promise<void> {
  const fresh = { claimLinkId: link.id, partnerAccount: account.name, campaignId: link.campaignId }
  await sender.sendNow(fresh, waitForOutcomeMs).catch(() => {
    context.log.error(
      { claimLinkId: link.id },
      'sending right after the consent failed; the deposit waits for the next round',
    )
  })
}

function sendClaim(
  web: Web,
  req: Request,
  res: Response,
  signedIn: SignedIn,
  { stale }: { stale: boolean },
): void {
  const { signIn, claim } = signedIn
  const status = stale ? 403 : 200
  if (claim.standing.kind !== 'open') {
    return sendStanding(web, req, res, {
      claim,
      standing: claim.standing,
      selfPath: claimPath(signedIn),
    })
  }
  const page = claimPage(web, req, res, claim)
  if (signIn.rehearsedAt) return sendPage(res, 200, page, showRehearsed(page, signedIn))
  const confirm = {
    ...claimFacts(claim),
    initials: signIn.initials,
    confirmPath: claimPath(signedIn),
    wrongAccountPath: `${claimPath(signedIn)}/wrong-account`,
    csrfToken: csrfToken(web, shown(signedIn)),
    stale,
  }
  sendPage(res, status, page, showConfirm(page, confirm))
}

function showRehearsed(page: Page, signedIn: SignedIn): string {
  const { campaign } = signedIn.claim
  return showStatus(page, {
    ...claimFacts(signedIn.claim),
    state: 'rehearsed',
    wait: null,
    byOther: false,
    own: true,
    decidedAt: null,
    timeZone: campaign.timeZone,
    selfPath: claimPath(signedIn),
    retry: null,
  })
}

export function claimPath({ signIn }: SignedIn): string {
  return `/claim/${signIn.id}`
}

/** What the confirm page stands for: this transaction, this link, this account, this amount. */
function shown({ signIn, claim, person }: SignedIn): string[] {
  const { id, amountMinor, currency } = claim.link
  return [signIn.id, id, person.toString('hex'), String(amountMinor), currency]
}
