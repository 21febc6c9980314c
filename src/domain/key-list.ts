/** What is known of the access keys of a partner account, for whoever looks at them. */
import type { AgeLevel, KeyFacts } from './access-key.ts'
import type { Step } from './key-rotation.ts'

/** A key as a process has it. */
export type LoadedKey = {
  readonly account: string
  /** Hexadecimal SHA-256 of the key id. */
  readonly idHash: string
  readonly lastFour: string
  readonly place: 'active' | 'next'
  /** Its next call is signed with it. */
  readonly signs: boolean
}

export type ShownKey = KeyFacts & {
  /** Hexadecimal SHA-256 of the key id. */
  readonly idHash: string
  readonly lastFour: string
  readonly days: number
  readonly level: AgeLevel
  readonly replaceBy: Date
  /** How many running processes have it. */
  readonly loadedBy: number
  /** It is the one to sign. */
  readonly chosen: boolean
  /** How many running processes sign with it: others had to fall back, or have not heard of a switch yet. */
  readonly signedBy: number
}

export type ShownProcess = {
  readonly name: string
  readonly seenAt: Date
  readonly keys: readonly LoadedKey[]
  readonly problem: string | null
}

export type ShownKeys = {
  readonly account: string
  /** The one in use first, the one that is to follow or to go second. */
  readonly keys: readonly ShownKey[]
  /** Those that have been heard of lately, each with why it could not read its keys. */
  readonly processes: readonly ShownProcess[]
  /** Hashes of the keys that a rotation is about: the one that was seen first, and the one that was seen last, if another. */
  readonly old: string
  readonly fresh: string | null
  /** Empty while there is one key and no reason to replace it. */
  readonly steps: readonly Step[]
  /** Days for which two keys have been active, where that is longer than a rotation takes; 0 otherwise. */
  readonly overdueDays: number
}
