// The emulator's durable memory: an append-only file with one JSON line per fact.
// Owns the file and its torn last line; what the facts mean is told by the ledger and the calls.

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

export interface Load {
  readonly partnerId: string
  readonly requestId: string
  readonly accountId: string
  /** The JSON number exactly as it was received. */
  readonly amount: string
  readonly currency: string
  /** The same amount in minor units of the currency. */
  readonly minor: number
  readonly appliedAt: string
}

export interface CallRecord {
  readonly at: string
  readonly operation: string
  readonly requestId: string | null
  readonly bodySha256: string | null
  readonly host: string | null
  /** From the credential scope, as the caller wrote it. */
  readonly region: string | null
  /** Counts connections, so that reuse shows. */
  readonly connection: number
  /** Null when no status was sent. */
  readonly status: number | null
  readonly answer: string
  readonly applied: boolean
  readonly fault: string | null
}

export interface Consent {
  readonly userId: string
  /** The scopes that the application asked for together, sorted. */
  readonly requested: readonly string[]
  readonly granted: readonly string[]
}

/** A digital gift card as it is from this fact on. */
export interface GiftCard {
  readonly partnerId: string
  /** Of its creation. */
  readonly requestId: string
  readonly gcId: string
  readonly claimCode: string
  /** In major units, as it was created with. */
  readonly amount: number
  readonly currency: string
  readonly minor: number
  readonly createdAt: string
  readonly cancelled: boolean
}

/** The activation of a physical card as it is from this fact on. */
export interface CardActivation {
  readonly partnerId: string
  readonly requestId: string
  readonly cardNumber: string
  /** In major units. */
  readonly amount: number
  readonly currency: string
  readonly minor: number
  /** False once it was deactivated. */
  readonly active: boolean
}

/** A transaction of the activity page; loads are told by their own facts. */
export interface Activity {
  readonly at: string
  readonly type: string
  readonly partnerId: string
  readonly requestId: string
  readonly gcId: string | null
  readonly cardNumber: string | null
  /** What was asked for; null where the request has no value. */
  readonly amount: number | null
  readonly currency: string | null
  /** The error type of a refusal. */
  readonly failure: string | null
  /** False for a refusal and for the repeat of what was done before (recorded). */
  readonly real: boolean
}

export type Fact =
  | ({ readonly fact: 'load' } & Load)
  | ({ readonly fact: 'call' } & CallRecord)
  | { readonly fact: 'funds'; readonly currency: string; readonly minor: number }
  | ({ readonly fact: 'consent' } & Consent)
  | { readonly fact: 'withdrawal'; readonly userId: string }
  | ({ readonly fact: 'gift-card' } & GiftCard)
  | ({ readonly fact: 'card-activation' } & CardActivation)
  | ({ readonly fact: 'activity' } & Activity)

export interface Journal {
  /** What was on file when it was opened, in order. */
  readonly facts: readonly Fact[]
  /** Returns when the operating system has the line, so the death of the process cannot lose it. */
  append(fact: Fact): void
  clear(): void
  close(): void
}

/**
 * Opens the file, creating it, or keeps nothing when there is none. A torn last line is cut off.
 * @throws naming file and line when another one is damaged.
 */
export function openJournal(file: string | null): Journal {
  if (file === null) return { facts: [], append() {}, clear() {}, close() {} }
  const descriptor = openSync(file, 'a+', 0o600)
  return {
    facts: restore(file, descriptor),
    append: fact => writeLine(descriptor, `${JSON.stringify(fact)}\n`),
    clear: () => ftruncateSync(descriptor),
    close: () => closeSync(descriptor),
  }
}

function restore(file: string, descriptor: number): Fact[] {
  const facts: Fact[] = []
  const whole = readLines(descriptor, line => facts.push(parseFact(line, file, facts.length + 1)))
  if (whole < fstatSync(descriptor).size) ftruncateSync(descriptor, whole)
  return facts
}

const CHUNK_BYTES = 1_000_000
/** Whoever waits for the start must see that it goes on. */
const TELL_MS = 1_000

/** Piece by piece: a file may be longer than a text can be. Returns the bytes that whole lines take. */
function readLines(descriptor: number, take: (line: string) => void): number {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const megabytes = (fstatSync(descriptor).size / 1e6).toFixed(0)
  let told = performance.now()
  let whole = 0
  let torn = Buffer.alloc(0)
  for (;;) {
    const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, whole + torn.length)
    if (read === 0) return whole
    const bytes = Buffer.concat([torn, chunk.subarray(0, read)])
    const end = bytes.lastIndexOf('\n') + 1
    for (const line of bytes.toString('utf8', 0, end).split('\n').slice(0, -1)) take(line)
    whole += end
    torn = bytes.subarray(end)
    if (performance.now() < told + TELL_MS) continue
    told = performance.now()
    console.log(`Reading the emulator's log: ${(whole / 1e6).toFixed(0)} of ${megabytes} MB`)
  }
}

function parseFact(line: string, file: string, number: number): Fact {
  const value = parseLine(line)
  if (typeof value === 'object' && value !== null && 'fact' in value) return value as Fact
  throw new Error(
    `${file}: line ${number} is damaged: it is no fact of this emulator's log; take the line out, or move the file away to start with an empty ledger`,
  )
}

/** Undefined for what is not JSON. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function writeLine(descriptor: number, line: string): void {
  const bytes = Buffer.from(line)
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
}
