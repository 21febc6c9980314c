/** Sign-in rows: one OAuth transaction each, used once, bound to a browser session, short-lived. */
import { idleLimit, isAlive } from './browser-session.ts'
import type { Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

export type SignIn = {
  readonly id: string
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly sessionHash: Buffer
  readonly codeVerifier: string | null
  readonly consumedAt: Date | null
  readonly expired: boolean
  /** The verified Amazon user id, once signed in. */
  readonly amazonAccount: string | null
  readonly initials: string | null
  readonly rehearsedAt: Date | null
}

export const columns = `id, claim_link_id as "claimLinkId", partner_account as "partnerAccount",
  session_hash as "sessionHash", code_verifier as "codeVerifier", consumed_at as "consumedAt",
  expires_at <= now() as expired, amazon_account as "amazonAccount",
  case when consumed_at > now() - interval '15 minutes' then initials end as initials,
  rehearsed_at as "rehearsedAt"`

export type NewSignIn = {
  readonly id: string
  readonly stateHash: Buffer
  readonly sessionHash: Buffer
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly codeVerifier: string
  readonly lifeMs: number
}

/**
 * Begins a transaction, and the browser's session where it has none yet. Nothing of a sign-in waits for the disk: whoever
 * loses one to a power cut signs in again, and Amazon exchanges no code twice.
 */
export async function insert(sql: Sql, signIn: NewSignIn, session: object): Promise<void> {
  await sql.query(
    `with session as (
       insert into browser_session (id_hash, content, expires_at) values ($3, $8, now() + ${idleLimit})
       on conflict (id_hash) do nothing)
     insert into sign_in (id, state_hash, session_hash, claim_link_id, partner_account, code_verifier, expires_at)
     select $1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7 / 1000.0) from ${unsynced}`,
    [
      signIn.id,
      signIn.stateHash,
      signIn.sessionHash,
      signIn.claimLinkId,
      signIn.partnerAccount,
      signIn.codeVerifier,
      signIn.lifeMs,
      session,
    ],
  )
}

/** Uses the state up and hands out its verifier, to the living browser session that began it and to nobody twice. */
export async function consume(sql: Sql, stateHash: Buffer, sessionHash: Buffer): Promise<SignIn | undefined> {
  const [row] = await sql.query<SignIn>(
    `with taken as (
       select id, code_verifier from sign_in
       where state_hash = $1 and session_hash = $2 and ${isAlive('$2')}
         and consumed_at is null and expires_at > now() for update)
     update sign_in set consumed_at = now(), code_verifier = null from taken, ${unsynced}
     where sign_in.id = taken.id
     returning sign_in.id, claim_link_id as "claimLinkId", partner_account as "partnerAccount",
       session_hash as "sessionHash", taken.code_verifier as "codeVerifier", consumed_at as "consumedAt",
       false as expired, amazon_account as "amazonAccount", initials, rehearsed_at as "rehearsedAt"`,
    [stateHash, sessionHash],
  )
  return row
}

type FoundByState = SignIn & {
  /** It is of the asking browser session, which has not ended. */
  readonly own: boolean
}

export async function findByState(
  sql: Sql,
  stateHash: Buffer,
  sessionHash: Buffer,
): Promise<FoundByState | undefined> {
  const [row] = await sql.query<FoundByState>(
    `select ${columns}, session_hash = $2 and ${isAlive('$2')} as own from sign_in where state_hash = $1`,
    [stateHash, sessionHash],
  )
  return row
}

/** The transaction, if it is of this browser session and that has not ended. */
export async function find(sql: Sql, id: string, sessionHash: Buffer): Promise<SignIn | undefined> {
  const [row] = await sql.query<SignIn>(
    `select ${columns} from sign_in where id = $1 and session_hash = $2 and ${isAlive('$2')}`,
    [id, sessionHash],
  )
  return row
}

type Verified = {
  readonly id: string
  readonly amazonAccount: string
  readonly initials: string | null
  readonly lifeMs: number
}

type Renewal = { readonly from: Buffer; readonly to: Buffer; readonly content: object }

/**
 * Notes who signed in; the row then lives for `lifeMs` more, time enough to read and confirm. The renewed session takes
 * the place of the one before and all its transactions, so that the browser's other tabs go on; and `id` in any case,
 * which another tab that signed in at the same moment may have moved already. Rows are met in one order, because two
 * such tabs wait for each other.
 */
export async function verify(sql: Sql, verified: Verified, { from, to, content }: Renewal): Promise<void> {
  const { id, amazonAccount, initials, lifeMs } = verified
  await sql.query(
    `with ended as (delete from browser_session where id_hash = $5),
     renewed as (insert into browser_session (id_hash, content, expires_at) values ($6, $7, now() + ${idleLimit}))
     update sign_in set session_hash = $6,
       amazon_account = case id when $1 then $2 else amazon_account end,
       initials = case id when $1 then $3 else initials end,
       expires_at = case id when $1 then now() + make_interval(secs => $4 / 1000.0) else expires_at end
     from ${unsynced}
     where session_hash = $5 or id = $1`,
    [id, amazonAccount, initials, lifeMs, from, to, content],
  )
}

export async function rehearse(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `with rehearsed as (update sign_in set rehearsed_at = now() where id = $1 returning claim_link_id)
     update campaign set rehearsed_at = now() from rehearsed join claim_link on claim_link.id = claim_link_id
     where campaign.id = campaign_id`,
    [id],
  )
}

/** Forgets sign-ins that ended, and initials after 15 minutes. */
export async function removeExpired(sql: Sql): Promise<void> {
  await sql.query('delete from sign_in where expires_at <= now()')
  await sql.query(
    "update sign_in set initials = null where initials is not null and consumed_at <= now() - interval '15 minutes'",
  )
}
