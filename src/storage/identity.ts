/** Members by who they are at the OpenID provider, and the sign-ins that are under way there. */
import type { Sql } from './database.ts'

export type IdentitySignIn = { readonly codeVerifier: string; readonly nonce: string }

/** The time to sign in at the provider. */
const signInLife = "interval '10 minutes'"

export async function insertSignIn(
  sql: Sql,
  stateHash: Buffer,
  browserHash: Buffer,
  { codeVerifier, nonce }: IdentitySignIn,
): Promise<void> {
  await sql.query(
    `insert into staff_sign_in (state_hash, browser_hash, code_verifier, nonce, expires_at)
     values ($1, $2, $3, $4, now() + ${signInLife})`,
    [stateHash, browserHash, codeVerifier, nonce],
  )
}

/** Uses a sign-in up; undefined when it is unknown, used, expired or another browser's. */
export async function useSignIn(
  sql: Sql,
  stateHash: Buffer,
  browserHash: Buffer,
): Promise<IdentitySignIn | undefined> {
  const [signIn] = await sql.query<IdentitySignIn>(
    `delete from staff_sign_in where state_hash = $1 and browser_hash = $2 and expires_at > now()
     returning code_verifier as "codeVerifier", nonce`,
    [stateHash, browserHash],
  )
  return signIn
}

export async function removeExpiredSignIns(sql: Sql): Promise<void> {
  await sql.query('delete from staff_sign_in where expires_at <= now()')
}

/** Lets those who sign in take turns until the transaction ends, so that nobody becomes two members. */
export async function takeTurn(tx: Sql): Promise<void> {
  await tx.query('lock table staff_identity in share row exclusive mode')
}

/** The id of the member, who may have been removed; undefined for somebody new. */
export async function find(sql: Sql, issuer: string, subject: string): Promise<string | undefined> {
  const [row] = await sql.query<{ staffId: string }>(
    'select staff_id as "staffId" from staff_identity where issuer = $1 and subject = $2',
    [issuer, subject],
  )
  return row?.staffId
}

export async function insert(tx: Sql, issuer: string, subject: string, staffId: string): Promise<void> {
  await tx.query('insert into staff_identity (issuer, subject, staff_id) values ($1, $2, $3)', [
    issuer,
    subject,
    staffId,
  ])
}
