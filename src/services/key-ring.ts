/**
 * Which access key signs, in this process. It works on what it has learned itself, without a question to the database for
 * any call; key-report.ts carries what is learned to the other processes and brings theirs.
 */
import {
  type AccessKey,
  type AccessKeys,
  isRefused,
  type KeyFacts,
  type KeyVerdict,
  lastFour,
  type Signer,
  signsSinceMs,
} from '../domain/access-key.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'

export type KeyRing = Omit<Signer, 'keyFor'> & {
  /** The key that signs the next call. */
  keyFor(account: string): AccessKey
  /** The pairs that this process has. */
  pairsOf(account: string): AccessKeys
  /** Takes other pairs, from a file that has changed; false when they are the same. */
  replace(account: string, keys: AccessKeys): boolean
  /** What the database knows of a key; what this process has learned since `askedMs` is newer. */
  learn(account: string, key: AccessKey, facts: KeyFacts, askedMs: number): void
  /** Whether another process has a key that Amazon has not refused, as far as the database knows. */
  learnOfOthers(account: string, haveOne: boolean): void
  /** Amazon refused every key of this process, and another process has one: it sends, and this one must not. */
  standsBy(account: string): boolean
  /** Undefined until the database was asked. */
  factsOf(account: string, key: AccessKey): KeyFacts | undefined
  /** What was learned and is not in the database yet, handed out once. */
  takeNews(): KeyNews[]
}

export type KeyNews = {
  readonly account: string
  readonly key: AccessKey
  readonly verdict: Exclude<KeyVerdict, 'unproven'>
  /** When, on this process's own steady clock. */
  readonly atMs: number
}

type Known = {
  readonly key: AccessKey
  facts: KeyFacts | undefined
  refused: boolean
  /** When the verdict was last told to the others, and last changed. */
  toldMs: number
  changedMs: number
}

/** That a key still works is news once a minute. */
const newsMs = 60_000
/** A call that left before the key was switched off may be answered this much later. */
const lateMs = 7_000

/** One per process. */
export function createKeyRing(
  accounts: readonly PartnerAccount[],
  elapsedMs: () => number,
  log: { warn(fields: object, message: string): void },
): KeyRing {
  const pairs = new Map<string, AccessKeys>(
    accounts.map(({ name, incentives }) => [name, pairsIn(incentives)]),
  )
  const known = new Map<string, Known>()
  const othersHaveOne = new Set<string>()
  let news: KeyNews[] = []

  const pairsOf = (account: string): AccessKeys => {
    const found = pairs.get(account)
    if (!found) throw new Error(`bug: there are no keys for ${account}`)
    return found
  }
  const knownOf = (account: string, key: AccessKey): Known => {
    const name = `${account} ${key.accessKeyId}`
    const found = known.get(name)
    // The same id with another secret is another pair, as where a slip of the pen was mended.
    if (found && found.key.secretAccessKey === key.secretAccessKey) return found
    const fresh = { key, facts: undefined, refused: false, toldMs: -newsMs, changedMs: -1 }
    known.set(name, fresh)
    return fresh
  }
  /** The first is to sign; the other stands in for it. */
  const inOrder = (account: string): AccessKey[] => {
    const { active, next } = pairsOf(account)
    if (!next) return [active]
    const [one, other] = [knownOf(account, active).facts, knownOf(account, next).facts]
    const nextSigns = one && other && signsSinceMs(other, false) > signsSinceMs(one, true)
    return nextSigns ? [next, active] : [active, next]
  }
  /** Where all are refused, that which was refused longest ago, so that probes find out whichever is good again. */
  const keyFor = (account: string): AccessKey => {
    const keys = inOrder(account)
    const good = keys.find(key => !knownOf(account, key).refused)
    const [oldest] = keys.toSorted((a, b) => knownOf(account, a).changedMs - knownOf(account, b).changedMs)
    return good ?? oldest ?? pairsOf(account).active
  }
  const hasGood = (account: string) => inOrder(account).some(key => !knownOf(account, key).refused)
  const note = (account: string, key: AccessKey, verdict: KeyVerdict): boolean => {
    if (verdict === 'unproven') return false
    const entry = knownOf(account, key)
    if (entry.refused && verdict === 'accepted' && elapsedMs() - entry.changedMs < lateMs) return false
    const isNews = entry.refused !== (verdict === 'refused') || elapsedMs() - entry.toldMs >= newsMs
    if (isNews) {
      news.push({ account, key, verdict, atMs: elapsedMs() })
      entry.toldMs = elapsedMs()
    }
    entry.refused = verdict === 'refused'
    entry.changedMs = elapsedMs()
    if (!entry.refused) return false
    const another = hasGood(account) || othersHaveOne.has(account)
    if (isNews) log.warn({ account, key: lastFour(key), another }, 'Amazon refused an access key')
    return another
  }
  return {
    pairsOf,
    keyFor,
    note,
    replace: (account, keys) => {
      if (isSame(pairsOf(account), keys)) return false
      pairs.set(account, keys)
      return true
    },
    learn: (account, key, facts, askedMs) => {
      const entry = knownOf(account, key)
      entry.facts = facts
      if (entry.changedMs < askedMs) entry.refused = isRefused(facts)
    },
    learnOfOthers: (account, haveOne) =>
      void (haveOne ? othersHaveOne.add(account) : othersHaveOne.delete(account)),
    standsBy: account => othersHaveOne.has(account) && !hasGood(account),
    factsOf: (account, key) => knownOf(account, key).facts,
    takeNews: () => {
      const taken = news
      news = []
      return taken
    },
  }
}

function pairsIn({ accessKeyId, secretAccessKey, next }: PartnerAccount['incentives']): AccessKeys {
  return { active: { accessKeyId, secretAccessKey }, next }
}

function isSame(one: AccessKeys, other: AccessKeys): boolean {
  return isSamePair(one.active, other.active) && isSamePair(one.next, other.next)
}

function isSamePair(one: AccessKey | null, other: AccessKey | null): boolean {
  return one?.accessKeyId === other?.accessKeyId && one?.secretAccessKey === other?.secretAccessKey
}
