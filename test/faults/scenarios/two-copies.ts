/** A copy of the database is started beside the original, and both serve the same people. */
import { execFileSync } from 'node:child_process'
import { freePort } from '../../helpers/behind-tls.ts'
import { postgresProcesses } from '../../helpers/embedded.ts'
import { dataDir, eventually } from '../../helpers/program.ts'
import { createCrowd } from '../crowd.ts'
import { depositsOf, rowsOf, settledExport } from '../evidence.ts'
import { type Installation, install, stop } from '../installation.ts'
import { joined, part, promise, type Result, type Stage } from '../scenario.ts'

export const copies = 3
const links = 60
const atOnce = 8

export async function twoCopies(stage: Stage): Promise<Result> {
  const results: Record<string, Result> = {}
  for (let number = 1; number <= copies; number++)
    results[number] = await runBoth(part(stage, String(number)))
  return joined(results)
}

/** Everybody claims at both at the same time, as somebody does whose second tab is answered by the other one. */
async function runBoth({ scope, progress }: Stage): Promise<Result> {
  const original = await install(scope, { callsPerSecond: 100 })
  const first = await original.start()
  const all = await original.issue(links)
  await stop(first)
  // A copy of a server that is still ending lacks its newest commits, and rightly starts in hold.
  await eventually(() => postgresProcesses(original.dir).length === 0)
  const dir = dataDir(scope)
  execFileSync('cp', ['-a', `${original.dir}/.`, dir])
  const copy = await install(scope, { callsPerSecond: 100, dir, like: original })
  const services = await Promise.all([original.start(), copy.start(await freePort())])
  progress('two copies serve')
  const crowds = services.map(({ url }) => createCrowd(scope, { urls: [url] }))
  await Promise.all(crowds.map(crowd => crowd.walk(all, atOnce)))
  return await judgeBoth(original, copy)
}

async function judgeBoth(original: Installation, copy: Installation): Promise<Result> {
  const exports = await Promise.all([original, copy].map(each => settledExport(each, 60_000)))
  const ledger = rowsOf(await original.emulator.ledger())
  const loads = new Set(ledger.map(({ requestId }) => requestId))
  const repeated = ledger.filter(({ timesRequested }) => Number(timesRequested) > 1).length
  const deposited = exports.map(text => depositsOf(text).filter(({ state }) => state === 'deposited').length)
  return {
    figures: { loads: ledger.length, 'asked for by both': repeated },
    violations: [
      ...promise(ledger.length === links, `${ledger.length} loads for ${links} claims`),
      ...promise(loads.size === ledger.length, 'a request id was applied twice'),
      ...promise(repeated === links, `only ${repeated} of ${links} claims were asked for by both copies`),
      ...promise(
        deposited.every(count => count === links),
        `${deposited.join(' and ')} of ${links} claims are deposited`,
      ),
    ],
  }
}
