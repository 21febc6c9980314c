/** What the plan stands on: the client under test, one partner account, and what this environment can do. */
import { createIncentivesApi, signedHeaders } from '../amazon/incentives-api.ts'
import type { Transport } from '../amazon/transport.ts'
import { loadBody } from '../amazon/wire.ts'
import type { Clock } from '../domain/clock.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Journey } from './journey.ts'
import type { Recorder } from './recorder.ts'

/** The service's own client. The plan only ever calls it through here, so that it is what is tested. */
export type Client = {
  readonly loadBody: typeof loadBody
  readonly createIncentivesApi: typeof createIncentivesApi
  readonly signedHeaders: typeof signedHeaders
}

export const ownClient: Client = { loadBody, createIncentivesApi, signedHeaders }

export type Stage = {
  readonly account: PartnerAccount
  readonly client: Client
  readonly transport: Transport
  readonly clock: Clock
  /** Waits for this many milliseconds of the clock, or rejects when the signal aborts. */
  readonly sleep: (ms: number, value?: undefined, options?: { signal: AbortSignal }) => Promise<unknown>
  readonly randomBytes: (size: number) => Buffer
  /** An Amazon account that can be loaded, or null when none is known. */
  readonly amazonAccount: string | null
  /** Amazon's limit for one operation; the plan stays below it except where it tries it out. */
  readonly callsPerSecond: number
  /** Milliseconds after which a throttled partner is let through again. */
  readonly throttleRestMs: number
  /** Has the next answer about this request id go wrong, by the name of an emulator's fault; null at Amazon. */
  readonly plant: ((fault: string, requestId: string) => Promise<void>) | null
  /** The service's own pages, or null when they cannot be reached. */
  readonly journey: Journey | null
  /** What the service itself sends to the Incentives API, when it runs in this process. */
  readonly service: Pick<Recorder, 'take'> | null
}
