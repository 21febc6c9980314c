/** The test plan on an emulator of its own, in this process: the same stage as the command's, but time passes without waiting. */
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { createTransport } from '../../src/amazon/transport.ts'
import { plantAt } from '../../src/cli/testplan-emulator.ts'
import type { Env } from '../../src/config/problem.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/app.ts'
import { runPlan } from '../../src/testplan/plan.ts'
import type { CaseResult, Verdict } from '../../src/testplan/result.ts'
import { type Client, ownClient, type Stage } from '../../src/testplan/stage.ts'
import { accountAt, jane } from '../amazon/account.ts'
import { closers } from '../helpers/service.ts'

export type TestStage = { readonly stage: Stage; readonly emulator: Emulator }

type Terms = {
  readonly client?: Client
  readonly env?: Env
  readonly emulator?: Partial<EmulatorOptions>
}

export async function startStage(
  t: TestContext,
  { client = ownClient, env = {}, emulator: options = {} }: Terms = {},
): Promise<TestStage> {
  const closing = closers(t)
  let now = Date.now()
  const emulator = await startEmulator({ port: 0, dataDir: null, clock: () => now, ...options })
  closing(() => emulator.close())
  const transport = createTransport()
  closing(() => transport.close())
  const stage: Stage = {
    account: accountAt(emulator.url, env),
    client,
    transport,
    clock: () => new Date(now),
    sleep: async ms => {
      now += ms
    },
    randomBytes,
    amazonAccount: jane,
    callsPerSecond: 10,
    throttleRestMs: 1_100,
    plant: plantAt(emulator.url),
    journey: null,
    service: null,
  }
  return { stage, emulator }
}

/** The emulator in the place of Amazon's sandbox, throttling nobody; it may play a `record`. */
export async function startSandboxStage(t: TestContext, record?: string): Promise<TestStage> {
  const env: Env = { LOAD_ECHO: 'required' }
  const started = await startStage(t, { env, emulator: { throttle: null, ...(record && { record }) } })
  const account = { ...started.stage.account, amazonEnv: 'sandbox' as const }
  return { ...started, stage: { ...started.stage, account } }
}

export function run(stage: Stage, only: readonly string[] | null = null): Promise<CaseResult[]> {
  return runPlan(stage, only, { started: () => {}, ended: () => {} }, new AbortController().signal)
}

/** Ids of the cases that ended so. */
export function idsOf(results: readonly CaseResult[], verdict: Verdict): string[] {
  return results.filter(result => result.verdict === verdict).map(({ id }) => id)
}
