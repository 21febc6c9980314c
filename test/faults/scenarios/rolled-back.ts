/** The database is put back to an older copy, which has forgotten claims that Amazon has paid. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterRestore } from '../after-restore.ts'
import { type Crowd, createCrowd } from '../crowd.ts'
import { judge, settledExport } from '../evidence.ts'
import { tally } from '../figures.ts'
import { type Installation, install, type Service, stop } from '../installation.ts'
import { promise, type Result, type Stage } from '../scenario.ts'

export const restores = 5
/** Claimed before each copy, and after it, to be forgotten. */
const claimsEach = 20
const atOnce = 8
/** A checkpoint is closed every minute; one that the copy does not know tells that it is older. */
const checkpointMs = 65_000

export async function rolledBack({ scope, progress }: Stage): Promise<Result> {
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
    forgotten += lost.length
    broken.push(...(await afterRestore(installation, lost, 2 * claimsEach * (number + 1))))
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
