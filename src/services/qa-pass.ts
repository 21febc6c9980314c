/**
 * The way into the QA page where it is on a public address: a link that works once within 15 minutes, and from then
 * on a cookie of the browser that used it, for 12 hours. Only hashes are kept.
 */
import { createHash } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import { type QaAccess, qaAccess } from '../domain/scenario.ts'
import * as qaPasses from '../storage/qa-pass.ts'
import type { Context } from './context.ts'

/** The address to open: of the QA page itself where this machine is pass enough. Throws `conflict` in production. */
export async function issueEntrance(context: Context): Promise<string> {
  const { database, publicUrl, randomBytes } = context
  const access = qaAccessOf(context)
  if (access === null) throw new DomainError('conflict', 'qa link: in production there is no QA page')
  if (access === 'loopback') return `${publicUrl}/qa`
  const secret = randomBytes(32).toString('base64url')
  await qaPasses.insert(database, hashOf(secret))
  return `${publicUrl}/qa/enter/${secret}`
}

/** Who may use the QA page of this installation. */
export function qaAccessOf({
  accounts,
  publicUrl,
}: Pick<Context, 'accounts' | 'publicUrl'>): QaAccess | null {
  return qaAccess(
    [...accounts.values()].map(account => account.amazonEnv),
    publicUrl,
  )
}

/** Whether the link would let somebody in now; asking does not use it up. */
export async function isEntranceOpen(
  { database }: Pick<Context, 'database'>,
  secret: string,
): Promise<boolean> {
  return await qaPasses.isGood(database, hashOf(secret), false)
}

/** Uses the link up and returns the browser's own secret, or undefined when the link is no longer good. */
export async function useEntrance(
  { database, randomBytes }: Pick<Context, 'database' | 'randomBytes'>,
  secret: string,
): Promise<string | undefined> {
  const own = randomBytes(32).toString('base64url')
  return (await qaPasses.use(database, hashOf(secret), hashOf(own))) ? own : undefined
}

export async function holdsQaPass({ database }: Pick<Context, 'database'>, secret: string): Promise<boolean> {
  return await qaPasses.isGood(database, hashOf(secret), true)
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(`qa:${secret}`).digest()
}
