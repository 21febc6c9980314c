/**
 * Sign-in with Login with Amazon: one `sign_in` row per OAuth transaction, used once, bound to the browser session
 * that began it (RFC 9700 sections 2.1 and 4.7). The row is used up before the code is exchanged, so a repeated
 * callback exchanges nothing twice.
 */
import { hash } from 'node:crypto'
import type { SignInTrouble as AmazonTrouble } from '../amazon/login.ts'
import { sessionHash } from '../storage/browser-session.ts'
import * as signIns from '../storage/sign-in.ts'
import { accountOf, type Context } from './context.ts'
import { personHash } from './person.ts'

/** The time to sign in at Amazon. */
const stateLifeMs = 10 * 60_000
/** The time to confirm and to watch the outcome; a browser session lasts no longer. */
const verifiedLifeMs = 60 * 60_000

/** A browser session; what it holds is written with the sign-in that begins in it or renews it. */
export type Session = { readonly id: string; readonly content: object }

export type Browser = {
  readonly sessionId: string
  /** A fresh session for the browser, which remembers who signed in. */
  readonly renew: (person: Buffer) => Promise<Session>
  /** Told once Amazon has sent a person back for this claim link, whatever they decided there. */
  readonly returned: (claimLinkId: string, end: 'signed-in' | 'cancelled') => void
}

/** Begins a transaction for the claim link and returns the address at Amazon to send the browser to. */
export async function startSignIn(
  context: Context,
  claimLinkId: string,
  accountName: string,
  session: Session,
): Promise<string> {
  const account = accountOf(context, accountName)
  const state = context.randomBytes(32).toString('base64url')
  const codeVerifier = context.randomBytes(32).toString('base64url')
  const signIn = {
    id: context.randomBytes(16).toString('base64url'),
    stateHash: sha256(state),
    sessionHash: sessionHash(session.id),
    claimLinkId,
    partnerAccount: accountName,
    codeVerifier,
    lifeMs: stateLifeMs,
  }
  await signIns.insert(context.database, signIn, session.content)
  const codeChallenge = sha256(codeVerifier).toString('base64url')
  return context.login.authorizationUrl(account.login, {
    state,
    codeChallenge,
    redirectUri: redirectUri(context, accountName),
  })
}

/** The redirect URI to register at Amazon for this partner account. */
export function redirectUri({ publicUrl }: Pick<Context, 'publicUrl'>, accountName: string): string {
  return `${publicUrl}/sign-in/${accountName}/callback`
}

export type SignInTrouble = AmazonTrouble | 'unknown-state' | 'other-browser' | 'expired' | 'used'
type SignInEnd =
  | { readonly kind: 'signed-in'; readonly signInId: string }
  /** `signInId` is set when the browser began this transaction itself, so the page may offer another try. */
  | { readonly kind: 'trouble'; readonly trouble: SignInTrouble; readonly signInId: string | null }

/** Ends a transaction with what Amazon sent back in `query` (without the question mark). */
export async function finishSignIn(
  context: Context,
  accountName: string,
  query: string,
  browser: Browser,
): Promise<SignInEnd> {
  const states = new URLSearchParams(query).getAll('state')
  const state = states.length === 1 ? (states[0] ?? '') : ''
  const row = await signIns.consume(context.database, sha256(state), sessionHash(browser.sessionId))
  if (!row) return await explainState(context, sha256(state), browser.sessionId)
  if (row.partnerAccount !== accountName)
    return { kind: 'trouble', trouble: 'unknown-state', signInId: row.id }
  return await exchange(context, row, state, query, browser)
}

async function exchange(
  context: Context,
  row: signIns.SignIn,
  state: string,
  query: string,
  browser: Browser,
): Promise<SignInEnd> {
  const url = new URL(redirectUri(context, row.partnerAccount))
  url.search = query
  const { login } = accountOf(context, row.partnerAccount)
  const result = await context.login.signIn(login, { url, state, codeVerifier: row.codeVerifier ?? '' })
  if (!result.ok) {
    const { trouble, reason } = result
    const level = trouble === 'cancelled' ? 'info' : 'warn'
    if (trouble === 'cancelled') browser.returned(row.claimLinkId, 'cancelled')
    context.log[level]({ claimLinkId: row.claimLinkId, trouble, reason }, 'sign-in did not succeed')
    return { kind: 'trouble', trouble, signInId: row.id }
  }
  const { amazonAccount, initials } = result
  const { id, content } = await browser.renew(personHash(context, amazonAccount))
  const verified = { id: row.id, amazonAccount, initials, lifeMs: verifiedLifeMs }
  await signIns.verify(context.database, verified, { from: row.sessionHash, to: sessionHash(id), content })
  browser.returned(row.claimLinkId, 'signed-in')
  return { kind: 'signed-in', signInId: row.id }
}

/** A state that cannot be used: says why, and lets a repeated callback end where the first one did. */
async function explainState({ database }: Context, stateHash: Buffer, sessionId: string): Promise<SignInEnd> {
  const row = await signIns.findByState(database, stateHash, sessionHash(sessionId))
  if (!row) return { kind: 'trouble', trouble: 'unknown-state', signInId: null }
  if (!row.own) return { kind: 'trouble', trouble: 'other-browser', signInId: null }
  if (row.amazonAccount && !row.expired) return { kind: 'signed-in', signInId: row.id }
  return { kind: 'trouble', trouble: row.consumedAt ? 'used' : 'expired', signInId: row.id }
}

/** The transaction with this id, if this browser session owns it and has not ended. Any text may be asked for. */
export async function findSignIn(
  { database }: Context,
  id: string,
  sessionId: string,
): Promise<signIns.SignIn | undefined> {
  return isSignInId(id) ? await signIns.find(database, id, sessionHash(sessionId)) : undefined
}

export function isSignInId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text)
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
