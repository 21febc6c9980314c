/** A partner account: one contract with Amazon for one marketplace, and the Login with Amazon client beside it. */
import type { AccessKey } from './access-key.ts'
import type { Funding } from './funds.ts'
import type { AmazonEnv } from './marketplace.ts'

/** Whether the wire's `amount.value` counts major units (25.00) or minor units (2500): Amazon's contract decides. */
export type AmountUnit = 'major' | 'minor'

/** Which field of a load Amazon's sandbox reads a mock code from; nobody could verify it. */
export type MockCodeIn = 'request-id' | 'account-id'

export type PartnerAccount = {
  readonly name: string
  readonly amazonEnv: AmazonEnv
  readonly marketplace: string
  /** ISO 3166-1 alpha-2 country of the Amazon account that a recipient needs. */
  readonly country: string
  readonly currency: string
  readonly partnerId: string
  /** The marketplace's website, where recipients see their account and balance. */
  readonly website: string
  /** Of the marketplace's Incentives portal, where somebody has said it; Amazon publishes no list. */
  readonly portalUrl: string | null
  readonly funding: Funding
  readonly incentives: IncentivesAccess
  readonly login: LoginClient
}

export type IncentivesAccess = AccessKey & {
  readonly url: string
  /** What identifies the endpoint for life: the URL's host, or `emulator` whatever port it listens on. */
  readonly host: string
  readonly region: string
  /** The key that is to follow, during a rotation. */
  readonly next: AccessKey | null
  readonly amountUnit: AmountUnit
  /** The wire's `account.type` for a Login with Amazon user id; a number or a string as the contract says. */
  readonly accountType: number | string
  readonly echo: 'required' | 'optional'
  readonly mockCodeIn: MockCodeIn
  /** The contract lets a load carry a text of the sender that Amazon writes to the recipient. */
  readonly notificationDetails: boolean
  /** Never more calls than this in any second, by all processes together. */
  readonly callsPerSecond: number
}

export type LoginClient = {
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: 'profile:user_id' | 'profile'
  readonly authorizeUrl: string
  readonly apiUrl: string
  /** The `iss` that tokeninfo must name. */
  readonly issuer: string
}

/** Why a partner account sends nothing but a probe; the operator must act, recipients need not. */
export type SendingHold =
  | 'funds'
  | 'contract'
  | 'echo'
  | 'credentials'
  | 'clock'
  /** Amazon has not given a clear answer for many calls in a row. */
  | 'outage'
  /** Somebody put it on hold. */
  | 'operator'

/** After a restore nothing is claimed either: a deposit that the database has forgotten must not be made again. */
export type HoldReason = SendingHold | 'restore'

/** Whatever is wrong at Amazon's or ours is mended by people, so asking more often would not help. */
const probeMs = 60_000
/** Rare enough for a service in trouble, and soon enough to go on within half a minute of its end. */
const outageProbeMs = 15_000

/** Milliseconds between two probes of a hold; null for one that only a person may end. */
export function probeEveryMs(reason: HoldReason): number | null {
  if (reason === 'echo' || reason === 'operator' || reason === 'restore') return null
  return reason === 'outage' ? outageProbeMs : probeMs
}

/** Whether Amazon's records have told all that a restored database may have forgotten, so that its hold can be ended. */
export function isProven(reason: HoldReason | null, restoredAt: Date | null): boolean {
  return reason === 'restore' && restoredAt === null
}

/** Whether a partner account is on hold. */
export type Hold = {
  /** Null while it is not. */
  readonly reason: HoldReason | null
  readonly since: Date | null
  /** When the next probe may leave; null when a person must release it. */
  readonly nextTry: Date | null
  /** Until when claims may have been forgotten; null where none were, or all are known again. */
  readonly restoredAt: Date | null
}
