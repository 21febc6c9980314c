/** What a scenario works on, and how its evidence is kept: as files, which is all that the checker ever sees. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { en } from '../../../views/messages/en.ts'
import { createCli } from '../../helpers/cli.ts'
import { jane } from '../../helpers/consented.ts'
import { dataDir } from '../../helpers/program.ts'
import { titleOf } from '../../helpers/recipient.ts'
import { startTestService, type TestService } from '../../helpers/service.ts'
import type { Sight, Terms } from '../evidence.ts'

export type Stage = {
  readonly service: TestService
  readonly journal: Omit<Sight, 'claimLinkId'>[]
}

export type Scenario = {
  /** Whether the pages are served and the jobs run; otherwise the scenario does each step itself. */
  readonly serve: boolean
  readonly terms?: Partial<Terms>
  run(t: TestContext, stage: Stage): Promise<void>
}

/** Plays the scenario on a service of its own and leaves the evidence in `dir`. */
export async function play(t: TestContext, scenario: Scenario, dir: string): Promise<void> {
  const service = await startTestService(t, { serve: scenario.serve })
  const stage: Stage = { service, journal: [] }
  await scenario.run(t, stage)
  await keepEvidence(t, stage, dir)
  writeFileSync(join(dir, 'terms.json'), JSON.stringify(scenario.terms ?? {}))
}

async function keepEvidence(t: TestContext, { service, journal }: Stage, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true })
  const cli = createCli({ DATABASE_URL: service.databaseUrl, DATA_DIR: dataDir(t) })
  const read = async (path: string) => await (await fetch(`${service.emulator.url}/_emulator/${path}`)).text()
  const [exported, ledger, calls] = await Promise.all([cli.output('export'), read('ledger'), read('calls')])
  const shown = journal.map(sight => JSON.stringify(sight)).join('\n')
  const files = { export: exported, ledger, calls, journal: shown }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
}

/** Notes what Jane was shown; a page after the confirming press that says "waiting" or better is an acknowledgement. */
export function note({ journal }: Stage, claimUrl: string, html: string, kind: Sight['kind']): void {
  const state = stateOn(html)
  if (state)
    journal.push({ at: Date.now(), claimUrl, account: jane, kind, state } as Stage['journal'][number])
}

function stateOn(html: string): string | undefined {
  const { status } = en
  const titles: ReadonlyArray<readonly [string, string]> = [
    [status.waitingTitle, 'waiting'],
    [status.depositedTitle('$25.00'), 'deposited'],
    [status.refusedTitle, 'refused'],
    [status.reviewTitle, 'review'],
    [status.otherTitle, 'other-account'],
  ]
  return titles.find(([title]) => title === titleOf(html))?.[1]
}

/** Two sends of a claim are half a second apart in an honest service; moving its due time must not hide that. */
export async function waitBetweenSends(): Promise<void> {
  await sleep(600)
}
