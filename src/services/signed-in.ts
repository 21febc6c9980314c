/** The claim of a recipient who has signed in for it, as the browser session that did so may see it. */
import { sessionHash } from '../storage/browser-session.ts'
import * as claims from '../storage/claim.ts'
import * as deposits from '../storage/deposit.ts'
import type { SignIn } from '../storage/sign-in.ts'
import { type Claim, claimOf } from './claim.ts'
import type { Context } from './context.ts'
import { personHash } from './person.ts'
import { isSignInId } from './sign-in.ts'

export type SignedIn = { readonly signIn: SignIn; readonly claim: Claim; readonly person: Buffer }

/**
 * The claim is also closed when this person has claimed enough already; the landing page does not ask this, because
 * the visitor may want to sign in with another account. Undefined when the sign-in or its browser session is over, when
 * it is another browser's, or for a link that has been retried on another account since. Any text may be asked for.
 */
export async function findSignedIn(
  context: Context,
  id: string,
  sessionId: string,
): Promise<SignedIn | undefined> {
  if (!isSignInId(id)) return undefined
  const found = await claims.findSigned(context.database, id, sessionHash(sessionId))
  if (!found) return undefined
  const { signIn, held } = found
  if (!signIn.amazonAccount || signIn.expired) return undefined
  const person = personHash(context, signIn.amazonAccount)
  const claim = await claimOf(context, found.claim, person)
  if (claim.standing.kind !== 'open') return { signIn, claim, person }
  if (await hasEnough(context, claim, person, held))
    return { signIn, claim: { ...claim, standing: { kind: 'closed', reason: 'person-limit' } }, person }
  return claim.link.id === signIn.claimLinkId ? { signIn, claim, person } : undefined
}

/** `held` was counted for who signed in last, which in another tab may have been with another account. */
async function hasEnough(
  { database }: Context,
  { link, campaign, session }: Claim,
  person: Buffer,
  held: number,
): Promise<boolean> {
  if (link.rehearsal) return false
  const isLast = session?.person?.equals(person) ?? false
  const claims = isLast ? held : await deposits.countByPerson(database, campaign.id, person)
  return claims >= campaign.perPersonLimit
}
