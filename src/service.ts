/**
 * A running service: it listens at once, answers when the database is ready, sends what is due, and drains on close.
 * The command `npm start` and the tests run this same one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Trial } from '../views/home.ts'
import { type Locale, locales } from '../views/locale.ts'
import { createApp } from './app.ts'
import { compose, type Parts } from './compose.ts'
import { movesMoney } from './domain/marketplace.ts'
import { readAssets } from './http/assets.ts'
import { createSession } from './http/session.ts'
import { isSecure, type Web } from './http/web.ts'
import { jobs, startJobs } from './jobs.ts'
import type { Listening } from './listener.ts'
import { createProblemTally } from './services/campaign-problem.ts'
import { type CheckpointMemory, leaveCheckpoint, watchForRestore } from './services/checkpoint-memory.ts'
import type { Context } from './services/context.ts'
import { createKeyReport } from './services/key-report.ts'
import { qaAccessOf } from './services/qa-pass.ts'
import { createQueueView } from './services/queue.ts'
import { refuseOpenScenarios } from './services/scenario.ts'
import { createSender } from './services/sender.ts'
import { createVisits } from './services/visits.ts'
import { createWatching } from './services/watch.ts'
import * as browserSessions from './storage/browser-session.ts'
import { channel as dueChannel } from './storage/deposit-queue.ts'
import { isUsable } from './storage/installation.ts'

export type ServiceParts = Parts & {
  readonly sessionSecrets: readonly [string, ...string[]]
  readonly trustProxy: readonly string[]
  readonly maxRequestsInFlight: number
  /** How long a decided deposit keeps the account that it went to. */
  readonly retentionDays: number
  readonly buttonFile: string | null
  readonly trial: Trial | null
  /** What a monitoring system must show; without one there is nothing for it. */
  readonly metricsToken?: string | null
  /** What this machine remembers of the database; without it, a database that was rolled back is not noticed. */
  readonly memory?: CheckpointMemory
  readonly locales?: readonly [Locale, ...Locale[]]
}

export type Service = { close(): Promise<void> }

/** The TLS front, where it asks every two seconds, has then sent its requests elsewhere, so that none meets a connection that closes. */
const proxyMs = 2_500

/** Takes over a listening server. Close drains requests and calls in flight, not the database. */
export async function startService(server: Listening, parts: ServiceParts): Promise<Service> {
  const monitoring = await monitoringOf(parts.metricsToken ?? null)
  const noted = monitoring && { noteCall: monitoring.measures.noteCall }
  const draining = new AbortController()
  const { context, close } = compose({ ...parts, ...noted, stopping: draining.signal })
  await refuseOpenScenarios(context)
  if (parts.memory) await watchForRestore(context, parts.memory)
  const keyReport = createKeyReport(context)
  await keyReport.run()
  const sender = createSender(context)
  const queue = createQueueView(context)
  const problems = createProblemTally(context)
  const visits = createVisits(context)
  const removeSession = (id: string) => browserSessions.remove(parts.database, id)
  const session = createSession(removeSession, parts.sessionSecrets, isSecure({ context }))
  const web: Web = {
    context,
    sender,
    queue,
    problems,
    visits,
    watching: createWatching(context),
    measures: monitoring?.measures ?? null,
    metrics: monitoring?.metricsOf(context) ?? null,
    session,
    assets: readAssets(parts.buttonFile),
    locales: parts.locales ?? locales,
    sessionSecrets: parts.sessionSecrets,
    trustProxy: parts.trustProxy,
    maxRequestsInFlight: parts.maxRequestsInFlight,
    test: !parts.config.accounts.some(account => movesMoney(account.incentives.url)),
    trial: parts.trial,
    qa: qaAccessOf(context),
    isReady: async () => !draining.signal.aborted && (await isUsable(parts.database)),
  }
  server.answerWith(createApp(web))
  const listening = parts.database.listen(dueChannel, () => void sender.wake().catch(() => {}))
  const { retentionDays, memory } = parts
  const background = { sender, queue, problems, visits, keyReport, retentionDays, memory }
  const running = startJobs(jobs(context, background), parts.log)
  return {
    close: async () => {
      draining.abort()
      if (isSecure({ context })) await sleep(proxyMs)
      // A consent that still commits now is durable and waits for the next process.
      await Promise.all([server.close(), running.stop(), listening.stop(), sender.stop()])
      // The last second of counting is no reason not to stop.
      await Promise.allSettled([problems.write(), visits.flush(), keyReport.leave()])
      await leaveCheckpoint(context, parts.memory)
      await close()
    },
  }
}

/** Loaded only where somebody reads it, because the library costs every start 50 ms. */
async function monitoringOf(token: string | null) {
  if (token === null) return null
  const [{ createMeasures }, { createMetrics }] = await Promise.all([
    import('./services/measures.ts'),
    import('./services/metrics.ts'),
  ])
  const measures = createMeasures()
  return { measures, metricsOf: (context: Context) => createMetrics(context, measures, token) }
}
