/** POST after a refusal: the recipient who claimed asks for another account, from either page that offers it. */
import type { Request, Response } from 'express'
import { showWrongAccount } from '../../views/sign-in/wrong-account.ts'
import { retryAsRecipient } from '../services/another-account.ts'
import { type Claim, openClaim } from '../services/claim.ts'
import { claimPath, findOwn } from './claim.ts'
import { claimFacts, retryScope, sendUnknownLink } from './claim-link.ts'
import { isOwnPost } from './csrf.ts'
import { claimPage, seeOther, sendPage } from './page.ts'
import { endSession } from './session.ts'
import { sendEnded } from './sign-in.ts'
import type { Web } from './web.ts'
import type { WrongTokenLimit } from './wrong-token-limit.ts'

export function retryFromLink(web: Web, limit: WrongTokenLimit) {
  return async (req: Request<{ token: string }>, res: Response) => {
    const { token } = req.params
    const claim = await openClaim(web.context, token, req.sessionID)
    if (!claim) return sendUnknownLink(web, limit, req, res)
    const person = claim.session?.person ?? null
    await retry(web, req, res, { claim, person, selfPath: `/c/${encodeURIComponent(token)}` })
  }
}

export function retryFromClaim(web: Web) {
  return async (req: Request<{ signIn: string }>, res: Response) => {
    const signedIn = await findOwn(web, req)
    if (!signedIn) return sendEnded(web, req, res)
    const { claim, person } = signedIn
    await retry(web, req, res, { claim, person, selfPath: claimPath(signedIn) })
  }
}

type Asked = { readonly claim: Claim; readonly person: Buffer | null; readonly selfPath: string }

/** Whatever does not allow it is told by the page that the visitor is led back to. */
async function retry(
  web: Web,
  req: Request,
  res: Response,
  { claim, person, selfPath }: Asked,
): Promise<void> {
  const own = person !== null && isOwnPost(web, req, retryScope(claim, person))
  if (!own || !(await retryAsRecipient(web.context, claim.link.id, person))) return seeOther(res, selfPath)
  await endSession(req)
  const page = claimPage(web, req, res, claim)
  sendPage(res, 200, page, showWrongAccount(page, claimFacts(claim).accountUrl))
}
