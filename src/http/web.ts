/** What the HTTP layer is given beside the use cases: settings of the web, and the sender of this process. */
import type { RequestHandler } from 'express'
import type { Trial } from '../../views/home.ts'
import type { Locale } from '../../views/locale.ts'
import type { QaAccess } from '../domain/scenario.ts'
import type { ProblemTally } from '../services/campaign-problem.ts'
import type { Context } from '../services/context.ts'
import type { Measures } from '../services/measures.ts'
import type { Metrics } from '../services/metrics.ts'
import type { QueueView } from '../services/queue.ts'
import type { Sender } from '../services/sender.ts'
import type { Visits } from '../services/visits.ts'
import type { Watching } from '../services/watch.ts'
import type { Assets } from './assets.ts'

export type Web = {
  readonly context: Context
  readonly sender: Sender
  /** What people who wait are told. */
  readonly queue: QueueView
  /** Counts what goes wrong with links before they reach anybody. */
  readonly problems: ProblemTally
  readonly visits: Visits
  /** What is counted of each request; null where nobody reads it. */
  readonly measures: Pick<Measures, 'noteRequest'> | null
  /** What a monitoring system is told; null where there is none. */
  readonly metrics: Metrics | null
  /** What the staff is told of a campaign. */
  readonly watching: Watching
  readonly assets: Assets
  readonly locales: readonly [Locale, ...Locale[]]
  /** Newest first. */
  readonly sessionSecrets: readonly [string, ...string[]]
  readonly trustProxy: readonly string[]
  readonly maxRequestsInFlight: number
  /** No real money can move anywhere in this installation. */
  readonly test: boolean
  readonly trial: Trial | null
  /** Who may use the QA page; null where there is none. */
  readonly qa: QaAccess | null
  readonly session: RequestHandler
  /** False once the service is shutting down. */
  readonly isReady: () => Promise<boolean>
}

/** Whether recipients reach the service over https, and so whether cookies are Secure. */
export function isSecure({ context }: Pick<Web, 'context'>): boolean {
  return context.publicUrl.startsWith('https://')
}
