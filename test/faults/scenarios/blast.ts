/** R8: an e-mail goes out to everybody at once, and Amazon takes them at its own pace. */
import { postgresProcesses } from '../../helpers/embedded.ts'
import { createRecipient } from '../../helpers/recipient.ts'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { type Installation, install, type Service } from '../installation.ts'
import { keptPromises, overtaken } from '../line.ts'
import { cpuSeconds, highestMb, loadTimes } from '../load.ts'
import { accountKeys } from '../person.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

/**
 * Five times as fast as Amazon, so that an evening takes minutes. The walkers, Amazon and the database share two cores
 * with the service, and a claim costs them a fiftieth of a second together: at ten times, all of them would be late.
 */
const recipients = 10_000
const callsPerSecond = 50
/** A third more than Amazon takes: the line grows until the last has come, to three quarters of a minute. */
const arrivalsPerSecond = 65
const campaigns = 4
const drainBound = 1.06
const longestLandingMs = 100
const mostMb = 300
const longWaitMs = 30_000
const mostOvertaken = 0.01
const fewestKept = 0.95

export const blast: Scenario = {
  name: 'R8',
  title: `a mail to ${recipients} people at ${callsPerSecond} calls a second`,
  needs: [],
  pace: 'measures',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond })
  const service = await installation.start()
  const links = mixed(await installation.issue(recipients))
  await signInOnce(links)
  const crowd = createCrowd(scope, { signedInAt: installation.emulator.url })
  progress('the mail is out')
  const spent = stopwatches(installation, service)
  const began = Date.now()
  await crowd.arrive(links, index => (1_000 * index) / arrivalsPerSecond)
  const consentedMs = Date.now() - began
  const costs = spent()
  progress(`all have claimed after ${Math.round(consentedMs / 1_000)} s`)
  const verdict = await judge(installation, crowd, links, { lastFaultAt: null, settleMs: 300_000 })
  const times = loadTimes(verdict.calls)
  const drainedMs = (times.at(-1) ?? Number.NaN) - (times[0] ?? Number.NaN)
  const bound = (drainBound * 1_000 * recipients) / callsPerSecond
  const landing = percentile(crowd.landingMs, 0.99)
  const memory = highestMb(service.child.pid)
  const passed = overtaken(verdict)
  const kept = keptPromises(crowd.promises, verdict, longWaitMs)
  return {
    figures: {
      recipients,
      'last consent after': milliseconds(consentedMs),
      'drained in': `${milliseconds(drainedMs)} of ${milliseconds(bound)}`,
      'landing p50': milliseconds(percentile(crowd.landingMs, 0.5)),
      'landing p99': milliseconds(landing),
      overtaken: percent(passed),
      'waited 30 s or more': kept.promises,
      'of them told the time within 10 %': percent(kept.within),
      'memory at most': `${memory} MB`,
      'processor time a claim': costs,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(crowd.troubles.size === 0, `people met ${tally(crowd.troubles)}`),
      ...promise(
        verdict.ledger.length === recipients,
        `${verdict.ledger.length} loads for ${recipients} claims`,
      ),
      ...promise(
        drainedMs <= bound,
        `drained in ${milliseconds(drainedMs)}, more than ${milliseconds(bound)}`,
      ),
      ...promise(landing <= longestLandingMs, `landing p99 was ${milliseconds(landing)}`),
      ...promise(passed <= mostOvertaken, `${percent(passed)} were overtaken`),
      ...promise(
        kept.within >= fewestKept,
        `only ${percent(kept.within)} of ${kept.promises} promises of a time were right`,
      ),
      ...promise(memory <= mostMb, `the service took ${memory} MB`),
    ],
  }
}

/** A few accounts are many people, so there are several campaigns; their mails go out together. */
function mixed(links: readonly string[]): string[] {
  const each = Math.ceil(links.length / campaigns)
  return links.map((_, index) => links[each * (index % campaigns) + Math.floor(index / campaigns)] ?? '')
}

/** Amazon asks everybody for consent the first time. */
async function signInOnce(links: readonly string[]): Promise<void> {
  for (const [index, key] of accountKeys.entries()) {
    const recipient = createRecipient()
    await recipient.signIn(links[index] ?? '', key)
    await recipient.close()
  }
}

/** What each of those who share the processor has spent since, in milliseconds for each claim. */
function stopwatches({ dir, emulator }: Installation, { child }: Service): () => string {
  const read = () => ({
    service: cpuSeconds(child.pid),
    database: postgresProcesses(dir).reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    Amazon: cpuSeconds(emulator.pid),
    walkers: cpuSeconds(process.pid),
  })
  const before = read()
  return () => {
    const shares = Object.entries(read()).map(([name, seconds]) => {
      const ms = (1_000 * (seconds - before[name as keyof typeof before])) / recipients
      return `${name} ${ms.toFixed(1)} ms`
    })
    return shares.join(', ')
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
