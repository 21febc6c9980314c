/** Carries what this process has learned of its access keys to the database, and what the others have learned back. */
import { type AccessKey, isRefused, keyHash, lastFour } from '../domain/access-key.ts'
import type { LoadedKey } from '../domain/key-list.ts'
import * as accessKeys from '../storage/access-key.ts'
import * as processes from '../storage/service-process.ts'
import type { Context } from './context.ts'

/** Learns what all processes know, and returns it; keys that were never seen before are put on record first. */
export async function refreshKeys(context: Context): Promise<readonly accessKeys.StoredKey[]> {
  const askedMs = context.elapsedMs()
  await tellNews(context)
  const known = await listWithOurs(context)
  for (const { account, key } of loadedKeys(context)) {
    const facts = known.find(row => row.account === account && row.idHash === keyHash(key))
    if (facts) context.keys.learn(account, key, facts, askedMs)
  }
  await learnOfOthers(context, known)
  return known
}

/** Three heartbeats and some time for a machine that is busy. */
export const aliveMs = 30_000

async function learnOfOthers(context: Context, known: readonly accessKeys.StoredKey[]): Promise<void> {
  const running = (await processes.listRunning(context.database, aliveMs)).flatMap(({ keys }) => keys)
  const own = new Set(loadedKeys(context).map(({ key }) => keyHash(key)))
  for (const account of context.accounts.keys()) {
    const others = running.filter(key => key.account === account && !own.has(key.idHash))
    const isGood = ({ idHash }: { readonly idHash: string }) =>
      known.some(row => row.account === account && row.idHash === idHash && !isRefused(row))
    context.keys.learnOfOthers(account, others.some(isGood))
  }
}

async function tellNews({ database, keys, elapsedMs }: Context): Promise<void> {
  for (const { account, key, verdict, atMs } of keys.takeNews()) {
    await accessKeys.register(database, account, key)
    const told = { accepted: verdict === 'accepted', agoMs: elapsedMs() - atMs }
    await accessKeys.noteVerdict(database, account, key, told)
  }
}

async function listWithOurs(context: Context): Promise<accessKeys.StoredKey[]> {
  const { database } = context
  const known = await accessKeys.list(database)
  const isKnown = ({ account, key }: Loaded) =>
    known.some(row => row.account === account && row.idHash === keyHash(key))
  const missing = loadedKeys(context).filter(loaded => !isKnown(loaded))
  if (missing.length === 0) return known
  for (const { account, key } of missing) await accessKeys.register(database, account, key)
  return await accessKeys.list(database)
}

export type Loaded = {
  readonly account: string
  readonly key: AccessKey
  readonly place: 'active' | 'next'
}

/** The keys of all partner accounts that this process has. */
export function loadedKeys({ accounts, keys }: Pick<Context, 'accounts' | 'keys'>): Loaded[] {
  return [...accounts.keys()].flatMap(account => {
    const { active, next } = keys.pairsOf(account)
    const first = { account, key: active, place: 'active' } as const
    return next ? [first, { account, key: next, place: 'next' } as const] : [first]
  })
}

/** The same for others to see: no secret is in it. */
export function shownKeys(context: Pick<Context, 'accounts' | 'keys'>): LoadedKey[] {
  return loadedKeys(context).map(({ account, key, place }) => {
    const idHash = keyHash(key)
    const signs = idHash === keyHash(context.keys.keyFor(account))
    return { account, idHash, lastFour: lastFour(key), place, signs }
  })
}
