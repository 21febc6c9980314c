/** What every use case is given: the parts that compose() has put together. */
import type { IncentivesApi } from '../amazon/incentives-api.ts'
import type { Login } from '../amazon/login.ts'
import type { KeySource } from '../domain/access-key.ts'
import type { Clock } from '../domain/clock.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Identity } from '../identity/openid.ts'
import type { Database } from '../storage/database.ts'
import type { InFundsSlot } from './funds-slot.ts'
import type { KeyRing } from './key-ring.ts'
import type { Lateness } from './lateness.ts'
import type { SlotClock } from './slot-clock.ts'

export type Context = {
  readonly database: Database
  readonly accounts: ReadonlyMap<string, PartnerAccount>
  readonly login: Login
  readonly incentives: IncentivesApi
  /** Which access key signs the calls of this process. */
  readonly keys: KeyRing
  /** Where access keys can be read again. */
  readonly keySources: readonly KeySource[]
  /** Where the staff may sign in beside one-time links; null where no OpenID provider is configured. */
  readonly identity: Identity | null
  readonly clock: Clock
  /** Milliseconds on a clock that nobody sets, for what has passed in this process. */
  readonly elapsedMs: () => number
  readonly slotClock: SlotClock
  /** Whatever asks Amazon for funds does it in here. */
  readonly inFundsSlot: InFundsSlot
  /** Of the calls of this process for a partner account. */
  readonly latenessOf: (partnerAccount: string) => Lateness
  /** Of the operating system; the simulation has its own, so that a life can be played again. */
  readonly randomBytes: (size: number) => Buffer
  readonly publicUrl: string
  /** Makes checkpoints. */
  readonly evidenceKey: string
  /** Keys the hash of an Amazon account in places that outlive the account id. */
  readonly personKey: string
  readonly resendWindowMs: number
  readonly log: Log
  readonly failpoint: Failpoint
}

/** Structured log; no token, code, secret, name or e-mail address may ever be a field. */
export type Log = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Named steps at which a crash test kills the process; does nothing otherwise. */
export type FailpointName =
  | 'before-consent-commit'
  | 'after-consent-commit'
  | 'before-lease-commit'
  | 'after-lease-commit'
  | 'before-first-byte'
  | 'after-answer'
  | 'before-record-commit'
  | 'after-record-commit'
export type Failpoint = (name: FailpointName) => void

/** Evenly distributed, at least 0 and below 1. */
export function randomFraction({ randomBytes }: Pick<Context, 'randomBytes'>): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32
}

/** The configured account. Throws `configuration` when the database knows one that the configuration does not. */
export function accountOf(context: Pick<Context, 'accounts'>, name: string): PartnerAccount {
  const account = context.accounts.get(name)
  if (account) return account
  throw new DomainError(
    'configuration',
    `partner account "${name}" is not configured; add it to the configuration or PARTNER_ACCOUNTS_FILE`,
  )
}
