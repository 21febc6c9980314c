/** R5: the database is put back to an older copy, which has forgotten claims that Amazon has paid. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { en } from '../../../views/messages/en.ts'
import { createRecipient, titleOf } from '../../helpers/recipient.ts'
import { type Crowd, createCrowd } from '../crowd.ts'
import { depositsOf, judge, settledExport } from '../evidence.ts'
import { tally } from '../figures.ts'
import { type Installation, install, type Service } from '../installation.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const restores = 5
/** Claimed before each copy, and after it, to be forgotten. */
const claimsEach = 20
const atOnce = 8
/** A checkpoint is closed every minute; one that the copy does not know tells that it is older. */
const checkpointMs = 65_000
/** Long enough for a sender that should not send. */
const watchMs = 3_000

export const restore: Scenario = {
  name: 'R5',
  title: `${restores} times back to an older copy of the database`,
  needs: [],
  pace: 'waits',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond: 100 })
  let service = await installation.start()
  const links = await installation.issue(2 * restores * claimsEach)
  const crowd = createCrowd(scope)
  const broken: string[] = []
  let forgotten = 0
  for (let number = 0; number < restores; number++) {
    const [kept, lost] = batches(links, number)
    service = await keepCopy(installation, crowd, service, kept)
    await crowd.walk(lost, atOnce)
    await settledExport(installation, 60_000)
    // The service notices the first by itself; of the others it is told.
    if (number === 0) await sleep(checkpointMs)
    service = await goBack(installation, service, number === 0 ? [] : ['--after-restore'])
    broken.push(...(await whileHeld(installation, lost)))
    broken.push(...(await reconcile(installation, lost)))
    forgotten += lost.length
    progress(`${number + 1} restores`)
  }
  const verdict = await judge(installation, crowd, links, { lastFaultAt: null, settleMs: 60_000 })
  return {
    figures: {
      restores,
      claims: crowd.claimed(),
      'paid and forgotten': forgotten,
      loads: verdict.ledger.length,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...broken,
      ...promise(
        verdict.ledger.length === links.length,
        `${verdict.ledger.length} loads for ${links.length} claims`,
      ),
    ],
  }
}

function batches(links: readonly string[], number: number): [string[], string[]] {
  const own = links.slice(2 * claimsEach * number, 2 * claimsEach * (number + 1))
  return [own.slice(0, claimsEach), own.slice(claimsEach)]
}

/** The cluster is copied as a careful operator does: while nothing runs on it. */
async function keepCopy(
  installation: Installation,
  crowd: Crowd,
  service: Service,
  links: readonly string[],
): Promise<Service> {
  await crowd.walk(links, atOnce)
  await settledExport(installation, 60_000)
  await stop(service)
  const { cluster, copy } = paths(installation)
  rmSync(copy, { recursive: true, force: true })
  execFileSync('cp', ['-a', cluster, copy])
  return await installation.start()
}

async function goBack(
  installation: Installation,
  service: Service,
  flags: readonly string[],
): Promise<Service> {
  await stop(service)
  const { cluster, copy } = paths(installation)
  rmSync(cluster, { recursive: true })
  execFileSync('cp', ['-a', copy, cluster])
  return await installation.start(undefined, ...flags)
}

function paths({ dir }: Installation): { cluster: string; copy: string } {
  return { cluster: join(dir, 'cluster'), copy: join(dir, 'copy') }
}

async function stop({ child, exit }: Service): Promise<void> {
  child.kill('SIGTERM')
  const how = await exit
  if (how !== 0) throw new Error(`the service ended with ${how} when it was asked to stop`)
}

/** Nobody may claim again what was forgotten, and nothing leaves, until a person has compared. */
async function whileHeld({ emulator }: Installation, links: readonly string[]): Promise<string[]> {
  const before = (await emulator.calls()).length
  const visitor = createRecipient()
  const titles = new Set<string>()
  for (const link of links.slice(0, 3)) titles.add(titleOf((await visitor.get(link)).text))
  await visitor.close()
  await sleep(watchMs)
  return [
    ...promise(
      [...titles].join() === en.closed.checking.title,
      `after a restore a forgotten claim's page said "${[...titles].join('", "')}"`,
    ),
    ...promise((await emulator.calls()).length === before, 'Amazon was called while held after a restore'),
  ]
}

async function reconcile({ cli, release }: Installation, lost: readonly string[]): Promise<string[]> {
  const { exit, stderr } = await cli('reconcile', '--close', '--by', 'Olga Operator')
  await release('default')
  const deposits = depositsOf(await cli.output('export'))
  const found = deposits.filter(({ state }) => state === 'deposited').length
  return [
    ...promise(exit === 0, `reconcile found differences that it could not close: ${stderr}`),
    ...promise(
      found >= lost.length && found % claimsEach === 0,
      `${found} deposits are known after reconcile`,
    ),
  ]
}
