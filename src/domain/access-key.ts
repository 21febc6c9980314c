/**
 * Access keys: the pair that signs every call to Amazon. A partner account has one, and a second one while it is being
 * rotated; Amazon wants each to be replaced at least every 180 days (integration guide).
 */
import { createHash } from 'node:crypto'

export type AccessKey = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** What an installation has of one partner account: the pair it works with, and the one that is to follow. */
export type AccessKeys = { readonly active: AccessKey; readonly next: AccessKey | null }

/** Where the keys of a partner account can be read again. */
export type KeySource = {
  readonly account: string
  /** The pairs that are there now. Throws an error with no word of them where there are none. */
  read(): AccessKeys
}

/** What is known of a key, by all processes together. */
export type KeyFacts = {
  /** When it was first loaded here: it is at least as old. */
  readonly firstSeenAt: Date
  /** When it was made at Amazon, where somebody has said so. */
  readonly createdAt: Date | null
  /** When Amazon last took a signature of it, to the minute. */
  readonly provenAt: Date | null
  /** When Amazon last refused it. */
  readonly refusedAt: Date | null
  /** When somebody last had it sign instead of the other one. */
  readonly switchedAt: Date | null
}

/** What an answer says about the key that signed the call. */
export type KeyVerdict = 'accepted' | 'refused' | 'unproven'

/** Who decides which key signs, and hears what Amazon says of it. */
export type Signer = {
  /** The key for the next call of this partner account. */
  keyFor(account: string): AccessKey | undefined
  /** Takes the verdict on a key; true where another one, of this process or another, may sign the same bytes. */
  note(account: string, key: AccessKey, verdict: KeyVerdict): boolean
}

/** Hexadecimal SHA-256 of the key id, which stands for it wherever it is kept. */
export function keyHash({ accessKeyId }: Pick<AccessKey, 'accessKeyId'>): string {
  return createHash('sha256').update(accessKeyId).digest('hex')
}

/** All of a key id that anybody is shown. */
export function lastFour({ accessKeyId }: Pick<AccessKey, 'accessKeyId'>): string {
  return accessKeyId.slice(-4)
}

/** Whether the last that Amazon said of it was no. */
export function isRefused({ provenAt, refusedAt }: Pick<KeyFacts, 'provenAt' | 'refusedAt'>): boolean {
  return refusedAt !== null && (provenAt === null || refusedAt > provenAt)
}

/** Whether the last that Amazon said of it was yes. */
export function isProven({ provenAt, refusedAt }: Pick<KeyFacts, 'provenAt' | 'refusedAt'>): boolean {
  return provenAt !== null && !isRefused({ provenAt, refusedAt })
}

/**
 * Since when the key is the one to sign: since somebody switched to it, or since it came as the active one. Of several the
 * last one counts, so that neither a new configuration nor a switch is overruled by an older one. Milliseconds.
 */
export function signsSinceMs({ firstSeenAt, switchedAt }: KeyFacts, isActive: boolean): number {
  const never = Number.NEGATIVE_INFINITY
  return Math.max(isActive ? firstSeenAt.getTime() : never, switchedAt?.getTime() ?? never)
}

/** A month before Amazon's limit, so that a rotation can wait for people. */
export const warnDays = 150
/** Amazon's limit. */
export const mostDays = 180
const dayMs = 86_400_000

/** Whole days since it was made, or since it was first seen where nobody has said. */
export function ageInDays({ createdAt, firstSeenAt }: KeyFacts, now: Date): number {
  return Math.max(Math.floor((now.getTime() - (createdAt ?? firstSeenAt).getTime()) / dayMs), 0)
}

export type AgeLevel = 'good' | 'warning' | 'error'

export function ageLevel(days: number): AgeLevel {
  if (days >= mostDays) return 'error'
  return days >= warnDays ? 'warning' : 'good'
}
