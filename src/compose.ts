/** The composition root: builds every part of the service from its configuration and puts them together once. */
import { randomBytes } from 'node:crypto'
import { createIncentivesApi } from './amazon/incentives-api.ts'
import { createLogin } from './amazon/login.ts'
import { measureIncentives, measureLogin } from './amazon/measured.ts'
import { createTransport, type Transport } from './amazon/transport.ts'
import type { Config } from './config/config.ts'
import type { NoteCall } from './domain/amazon-call.ts'
import type { Clock } from './domain/clock.ts'
import { createIdentity } from './identity/openid.ts'
import type { Context, Failpoint, Log } from './services/context.ts'
import { createFundsSlots } from './services/funds-slot.ts'
import { createKeyRing } from './services/key-ring.ts'
import { latenessByAccount } from './services/lateness.ts'
import { createSlotClock } from './services/slot-clock.ts'
import type { Database } from './storage/database.ts'

/** Amazon's advice for a call (Incentives API FAQ). */
const loadDeadlineMs = 6_000
/** For all that one sign-in asks of Amazon, or one of the staff of its provider: a person is waiting. */
export const signInDeadlineMs = 10_000

export type Parts = {
  readonly config: Pick<Config, 'accounts' | 'resendWindowMs'> &
    Partial<Pick<Config, 'identityProvider' | 'keySources'>>
  readonly database: Database
  readonly publicUrl: string
  readonly evidenceKey: string
  /** Where the evidence key was rotated: the first one. */
  readonly personKey?: string
  readonly log: Log
  readonly clock?: Clock
  readonly failpoint?: Failpoint
  readonly loadDeadlineMs?: number
  readonly signInDeadlineMs?: number
  /** Carries the calls to Amazon, for somebody who looks on; a plain one unless given. */
  readonly transport?: Transport
  /** Once it is aborted nobody waits any more to ask Amazon for the funds. */
  readonly stopping?: AbortSignal
  /** Told of every call to Amazon. */
  readonly noteCall?: NoteCall
}

const elapsedMs = () => performance.now()

export type Composed = { readonly context: Context; close(): Promise<void> }

/** Everything the use cases need. Closing ends the connections to Amazon; the database is its opener's. */
export function compose(parts: Parts): Composed {
  const { config, clock = () => new Date(), failpoint = () => {} } = parts
  const { noteCall = () => {} } = parts
  const transport = parts.transport ?? createTransport()
  const deadlineMs = parts.signInDeadlineMs ?? signInDeadlineMs
  const keys = createKeyRing(config.accounts, elapsedMs, parts.log)
  const context: Context = {
    database: parts.database,
    accounts: new Map(config.accounts.map(account => [account.name, account])),
    login: measureLogin(createLogin(transport, deadlineMs), noteCall, elapsedMs),
    incentives: measureIncentives(
      createIncentivesApi(transport, clock, parts.loadDeadlineMs ?? loadDeadlineMs, keys),
      noteCall,
      elapsedMs,
    ),
    keys,
    keySources: config.keySources ?? [],
    identity: config.identityProvider
      ? createIdentity(transport.send, config.identityProvider, { deadlineMs, elapsedMs })
      : null,
    clock,
    elapsedMs,
    slotClock: createSlotClock(elapsedMs),
    inFundsSlot: createFundsSlots(parts.database, elapsedMs, parts.stopping),
    latenessOf: latenessByAccount(elapsedMs),
    randomBytes,
    publicUrl: parts.publicUrl,
    evidenceKey: parts.evidenceKey,
    personKey: parts.personKey ?? parts.evidenceKey,
    resendWindowMs: config.resendWindowMs,
    log: parts.log,
    failpoint,
  }
  return { context, close: () => transport.close() }
}
