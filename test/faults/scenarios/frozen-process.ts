/** R13: several processes share one database; one after the other freezes for longer than a lease and wakes up. */
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../helpers/behind-tls.ts'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { tally } from '../figures.ts'
import { openForeignServer, postgresqlServer } from '../foreign-server.ts'
import { install, type Service } from '../installation.ts'
import { root } from '../needs.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const processes = 3
const claims = 500
const freezes = 8
/** A lease lasts 15 seconds. */
const shortestMs = 16_000
const longestMs = 24_000
/** Two of the three are frozen most of the time, the third goes on. */
const everyMs = 9_000
/** Amazon thinks about half of the loads, so that processes freeze in the middle of a call. */
const slowAnswer = { fault: 'delay', seconds: 1, probability: 0.5 }

export const frozenProcess: Scenario = {
  name: 'R13',
  title: `${freezes} freezes of ${processes} processes in ${claims} claims`,
  needs: [root, postgresqlServer],
  pace: 'measures',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const server = await openForeignServer(scope)
  const installation = await install(scope, { callsPerSecond: 10, databaseUrl: server.url })
  const services = [await installation.start()]
  while (services.length < processes) services.push(await installation.start(await freePort()))
  const links = await installation.issue(claims)
  await installation.emulator.play([slowAnswer])
  const crowd = createCrowd(scope, { urls: services.map(({ url }) => url) })
  const walking = crowd.arrive(links, index => (freezes * everyMs * index) / claims)
  await freezeInTurn(services, progress)
  const lastFaultAt = Date.now()
  await walking
  progress(`${crowd.claimed()} claimed, waiting for the last deposits`)
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs: 90_000 })
  const alive = services.filter(({ child }) => child.exitCode === null && child.signalCode === null)
  return {
    figures: {
      claims: crowd.claimed(),
      freezes,
      calls: verdict.calls.filter(call => call.operation === 'LoadAmazonBalance').length,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(crowd.claimed() === claims, `only ${crowd.claimed()} of ${claims} people could claim`),
      ...promise(alive.length === processes, `${processes - alive.length} processes ended by themselves`),
    ],
  }
}

async function freezeInTurn(services: readonly Service[], progress: Stage['progress']): Promise<void> {
  const waking: Promise<void>[] = []
  for (let number = 0; number < freezes; number++) {
    const service = services[number % processes]
    if (service) waking.push(freeze(service))
    await sleep(everyMs)
    progress(`${number + 1} freezes`)
  }
  await Promise.all(waking)
}

async function freeze({ child }: Service): Promise<void> {
  child.kill('SIGSTOP')
  await sleep(shortestMs + (longestMs - shortestMs) * Math.random())
  child.kill('SIGCONT')
}
