/** The claim of a recipient who has signed in for it, as the browser session that did so may see it. */
import * as claims from '../storage/claim.ts'
import * as deposits from '../storage/deposit.ts'
import type { SignIn } from '../storage/sign-in.ts'
import { type Claim, claimOf } from './claim.ts'
import type { Context } from './context.ts'
import { personHash } from './person.ts'
import { isOwned, isSignInId } from './sign-in.ts'

export type SignedIn = { readonly signIn: SignIn; readonly claim: Claim; readonly person: Buffer }

export type Visitor = {
  readonly sessionId: string
  /** Who signed in last in this session. */
  readonly person: Buffer | null
}

/**
 * The claim is also closed when this person has claimed enough already; the landing page does not ask this, because
 * the visitor may want to sign in with another account. Undefined when the sign-in is over, another browser's, or for a
 * link that has been retried on another account since. Any text may be asked for.
 */
export async function findSignedIn(
  context: Context,
  id: string,
  visitor: Visitor,
): Promise<SignedIn | undefined> {
  if (!isSignInId(id)) return undefined
  const found = await claims.findSigned(context.database, id, visitor.person)
  if (!found || !isOwned(found.signIn, visitor.sessionId)) return undefined
  const { signIn } = found
  if (!signIn.amazonAccount || signIn.expired) return undefined
  const person = personHash(context, signIn.amazonAccount)
  const claim = await claimOf(context, found.claim, person)
  if (claim.standing.kind !== 'open') return { signIn, claim, person }
  if (await hasEnough(context, claim, person, { visitor, held: found.held }))
    return { signIn, claim: { ...claim, standing: { kind: 'closed', reason: 'person-limit' } }, person }
  return claim.link.id === signIn.claimLinkId ? { signIn, claim, person } : undefined
}

type Counted = { readonly visitor: Visitor; readonly held: number }

/** `held` was counted for the visitor, who in another tab may have signed in with another account since. */
async function hasEnough(
  { database }: Context,
  { link, campaign }: Claim,
  person: Buffer,
  { visitor, held }: Counted,
): Promise<boolean> {
  if (link.rehearsal) return false
  const isVisitor = visitor.person?.equals(person) ?? false
  const claims = isVisitor ? held : await deposits.countByPerson(database, campaign.id, person)
  return claims >= campaign.perPersonLimit
}
