/**
 * Sign-in of the staff at the OpenID provider: one row per transaction, used once and before anything is asked of the
 * provider, in the browser that began it. Members are known by issuer and subject, never by an e-mail address.
 */
import { hash } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import { parseMemberName, type Role, type Staff } from '../domain/staff.ts'
import type { Identity, IdentityResult } from '../identity/openid.ts'
import type { IdentityTrouble } from '../identity/refusal.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as identities from '../storage/identity.ts'
import * as members from '../storage/staff.ts'
import * as sessions from '../storage/staff-session.ts'
import type { Context } from './context.ts'
import { insertMember, writeRole } from './staff-member.ts'
import { beginSession, hashOf } from './staff-session.ts'

/** For the audit, where the provider decides. */
const provider = 'sign-in provider'

export type IdentitySignInTrouble = IdentityTrouble | 'over' | 'no-role' | 'removed'
type Refusal = { readonly ok: false; readonly trouble: IdentitySignInTrouble }

/**
 * Begins a sign-in and returns the address at the provider to send the browser to. `browser` is a secret that only
 * this browser holds.
 */
export async function beginIdentitySignIn(
  context: Context,
  browser: string,
): Promise<{ readonly ok: true; readonly address: string } | Refusal> {
  const [state, nonce, codeVerifier] = [secret(context), secret(context), secret(context)]
  const asked = await identityOf(context).authorizationUrl({
    state,
    nonce,
    codeChallenge: hash('sha256', codeVerifier, 'base64url'),
    redirectUri: identityRedirectUri(context),
  })
  if (!asked.ok) return refused(context, asked.trouble, asked.reason)
  await identities.insertSignIn(context.database, hashOf(state), hashOf(browser), { codeVerifier, nonce })
  return asked
}

/** The redirect URI to register at the provider. */
function identityRedirectUri({ publicUrl }: Pick<Context, 'publicUrl'>): string {
  return `${publicUrl}/admin/oidc/callback`
}

export type IdentitySignInEnd = { readonly ok: true; readonly cookie: string } | Refusal

export type IdentityBrowser = {
  readonly browser: string
  /** The cookie of a session that the browser has already; empty when it has none. */
  readonly cookie: string
}

/** Ends a sign-in with what the provider sent back in `query` (without the question mark). */
export async function finishIdentitySignIn(
  context: Context,
  query: string,
  { browser, cookie }: IdentityBrowser,
): Promise<IdentitySignInEnd> {
  const states = new URLSearchParams(query).getAll('state')
  const state = states.length === 1 ? (states[0] ?? '') : ''
  const begun = await identities.useSignIn(context.database, hashOf(state), hashOf(browser))
  if (!begun) return { ok: false, trouble: 'over' }
  const url = new URL(identityRedirectUri(context))
  url.search = query
  const result = await identityOf(context).signIn({ url, state, ...begun })
  if (!result.ok) return refused(context, result.trouble, result.reason)
  const end = await context.database.transaction(tx => admit(context, tx, result, cookie))
  return end.ok ? end : refused(context, end.trouble, end.trouble)
}

/** `reason` is a code, for whoever looks into the log. */
function refused({ log }: Context, trouble: IdentitySignInTrouble, reason: string): Refusal {
  const level = trouble === 'cancelled' ? 'info' : 'warn'
  log[level]({ trouble, reason }, 'a sign-in of the staff did not succeed')
  return { ok: false, trouble }
}

type Identified = Extract<IdentityResult, { ok: true }>

async function admit(
  context: Context,
  tx: Sql,
  identified: Identified,
  cookie: string,
): Promise<IdentitySignInEnd> {
  const { issuer, subject, role } = identified
  await identities.takeTurn(tx)
  const id = await identities.find(tx, issuer, subject)
  const known = id === undefined ? undefined : await members.lock(tx, id)
  if (id !== undefined && !known) return { ok: false, trouble: 'removed' }
  if (role === null) return await turnAway(tx, known)
  if (known && known.role !== role) await writeRole(tx, known, role, provider)
  const member = known ?? (await join(context, tx, identified, role))
  const begun = { through: provider, replaces: cookie }
  return { ok: true, cookie: await beginSession(context, tx, member, begun) }
}

async function turnAway(tx: Sql, known: Staff | undefined): Promise<IdentitySignInEnd> {
  if (known) await shutOut(tx, known)
  return { ok: false, trouble: 'no-role' }
}

/** Whoever has no role there any more is out here too, in every browser, and no link lets them or theirs in again. */
async function shutOut(tx: Sql, { id, name }: Staff): Promise<void> {
  if (await sessions.removeOf(tx, id)) {
    const detail = { reason: 'no role any more' }
    await audit.append(tx, { actor: provider, action: 'staff sign-out', subject: id, detail })
  }
  await members.removeLinksFor(tx, id)
  await members.removeLinksBy(tx, name)
}

async function join(
  context: Context,
  tx: Sql,
  { issuer, subject, name }: Identified,
  role: Role,
): Promise<Staff> {
  const wanted = nameFrom(name)
  for (let number = 1; number <= 1_000; number++) {
    const member = await insertMember(context, tx, {
      name: number === 1 ? wanted : `${wanted} ${number}`,
      role,
    })
    if (!member) continue
    await identities.insert(tx, issuer, subject, member.id)
    return member
  }
  throw new DomainError('conflict', 'name: too many members are called like that')
}

/** What the provider calls somebody, as far as the audit can call them so. */
function nameFrom(text: string): string {
  try {
    return parseMemberName([...text].slice(0, 70).join(''))
  } catch {
    return 'Member'
  }
}

function identityOf({ identity }: Pick<Context, 'identity'>): Identity {
  if (identity) return identity
  throw new Error('bug: a sign-in at a provider although none is configured')
}

/** 43 characters that a code verifier may have as well. */
function secret({ randomBytes }: Pick<Context, 'randomBytes'>): string {
  return randomBytes(32).toString('base64url')
}
