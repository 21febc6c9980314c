/** Background work: the one list of what every service process does on a timer, and the runner for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { workOnBatches } from './services/batch-work.ts'
import type { ProblemTally } from './services/campaign-problem.ts'
import { closeWhenDue } from './services/checkpoint.ts'
import { type CheckpointMemory, watchForRestore } from './services/checkpoint-memory.ts'
import type { Context, Log } from './services/context.ts'
import { forgetDecided, forgetEnded } from './services/forget.ts'
import { watchFunds } from './services/funds-watch.ts'
import type { KeyReport } from './services/key-report.ts'
import { warnOfKeys } from './services/key-warning.ts'
import type { QueueView } from './services/queue.ts'
import { giveUpStale, takeBackAbandoned } from './services/recovery.ts'
import type { Sender } from './services/sender.ts'
import type { Visits } from './services/visits.ts'

export type Job = {
  readonly name: string
  readonly everyMs: number
  /** Before the first run; at once without it. */
  readonly afterMs?: number
  readonly run: () => Promise<void>
}

export type Background = {
  readonly sender: Sender
  readonly queue: QueueView
  readonly problems: ProblemTally
  readonly visits: Visits
  readonly keyReport: KeyReport
  /** How long a decided deposit keeps the account that it went to. */
  readonly retentionDays: number
  /** What this machine remembers of the database outside of it, where it remembers anything. */
  readonly memory: CheckpointMemory | undefined
}

export function jobs(context: Context, background: Background): Job[] {
  const { sender, queue, problems, visits, keyReport, retentionDays, memory } = background
  return [
    // Consents and releases wake the sender at once; this finds what waited for its time, or was announced to nobody.
    { name: 'send', everyMs: 500, run: () => sender.wake() },
    { name: 'recover', everyMs: 1_000, run: () => takeBackAbandoned(context) },
    { name: 'probe', everyMs: 1_000, run: () => sender.sendProbes() },
    { name: 'review', everyMs: 1_000, run: () => giveUpStale(context) },
    { name: 'queue', everyMs: 1_000, run: () => queue.read() },
    { name: 'problems', everyMs: 1_000, run: () => problems.write() },
    { name: 'batches', everyMs: 1_000, run: () => workOnBatches(context) },
    { name: 'visits', everyMs: 1_000, run: () => visits.flush() },
    { name: 'keys', everyMs: 5_000, run: () => keyReport.run() },
    { name: 'key-age', everyMs: 3_600_000, run: () => warnOfKeys(context) },
    { name: 'checkpoint', everyMs: 60_000, run: () => closeWhenDue(context) },
    ...(memory ? [{ name: 'restore', everyMs: 10_000, run: () => watchForRestore(context, memory) }] : []),
    // A start asks Amazon for nothing; of many accounts each is asked for at its time.
    { name: 'funds', everyMs: 1_100, afterMs: 60_000, run: () => watchFunds(context) },
    { name: 'forget', everyMs: 60_000, run: () => forgetEnded(context) },
    // Nobody waits for it, and a day more or less is no matter.
    {
      name: 'retention',
      everyMs: 600_000,
      run: async () => void (await forgetDecided(context, retentionDays)),
    },
  ]
}

/** Runs each job at once or after its time, and then with its pause between two runs. `stop` resolves when none is running. */
export function startJobs(list: readonly Job[], log: Log): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const loops = list.map(job => repeat(job, log, stopping.signal))
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function repeat({ name, everyMs, afterMs, run }: Job, log: Log, signal: AbortSignal): Promise<void> {
  if (afterMs) await sleep(afterMs, undefined, { signal }).catch(() => {})
  while (!signal.aborted) {
    await run().catch((error: unknown) => {
      log.error(
        { job: name, reason: error instanceof Error ? error.message : 'unknown' },
        'a job failed and runs again',
      )
    })
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
