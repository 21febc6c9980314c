/** The database is gone for good; a new one is made of the export of the links, and of what Amazon has paid. */
import { eventually } from '../../helpers/program.ts'
import { afterRestore } from '../after-restore.ts'
import { createCrowd } from '../crowd.ts'
import { judge, rowsOf } from '../evidence.ts'
import { tally } from '../figures.ts'
import { install } from '../installation.ts'
import { bringBack } from '../rebuild.ts'
import { joined, part, promise, type Result, type Stage } from '../scenario.ts'

export const losses = 2
const links = 60
/** So many claim, and when so many have, the database is lost: the others are just at it. */
const early = 40
const lostAfter = 20
const atOnce = 8

export async function totalLoss(stage: Stage): Promise<Result> {
  const results: Record<string, Result> = {}
  for (let number = 1; number <= losses; number++)
    results[number] = await loseAll(part(stage, String(number)))
  return joined(results)
}

async function loseAll({ scope, progress }: Stage): Promise<Result> {
  const first = await install(scope, { callsPerSecond: 100 })
  const service = await first.start()
  const all = await first.issue(links)
  const exported = await first.cli.output('export')
  const crowd = createCrowd(scope)
  const walking = crowd.walk(all.slice(0, early), atOnce)
  await eventually(() => crowd.claimed() >= lostAfter)
  service.child.kill('SIGKILL')
  await service.exit
  progress('the database is lost')

  const second = await install(scope, { callsPerSecond: 100, like: first })
  await bringBack(second, exported)
  await second.start()
  const known = rowsOf(await second.emulator.ledger()).length
  const broken = await afterRestore(second, all.slice(0, lostAfter - atOnce), known)
  await walking
  await crowd.walk(all, atOnce)
  const verdict = await judge(second, crowd, all, { lastFaultAt: null, settleMs: 60_000 })
  return {
    figures: {
      'paid and forgotten': known,
      loads: verdict.ledger.length,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...broken,
      ...verdict.violations,
      ...promise(verdict.ledger.length === links, `${verdict.ledger.length} loads for ${links} claims`),
    ],
  }
}
