/** One installation under test: the service as real processes on a database, its command line, and its Amazon. */

import { setTimeout as sleep } from 'node:timers/promises'
import packageJson from '../../package.json' with { type: 'json' }
import { freePort } from '../helpers/behind-tls.ts'
import type { Cli } from '../helpers/cli-call.ts'
import { createCliProgram } from '../helpers/cli-program.ts'
import { dataDir, type Program, run, type Scope, type Variables } from '../helpers/program.ts'
import { type Emulator, startEmulator } from './emulator.ts'

export type Terms = {
  /** Of the service and of the emulator; ten is Amazon's own. */
  readonly callsPerSecond: number
  /** An embedded one in `dir` unless set. */
  readonly databaseUrl?: string
  /** A new one unless set. */
  readonly dir?: string
  readonly variables?: Variables
  /** Has the Amazon and the address of this one, which it takes the place of or is a copy of. */
  readonly like?: Installation
}

export type Service = Program & {
  readonly url: string
  /** Milliseconds from the spawn until it is ready; null when it ended before. */
  readonly ready: Promise<number | null>
}

export type Installation = {
  readonly dir: string
  readonly callsPerSecond: number
  readonly emulator: Emulator
  readonly cli: Cli
  /** What all its processes have printed. */
  log(): string
  /** Where its first process listens, whenever it runs. */
  readonly url: string
  /** Starts a process, at the first port unless another is named. */
  spawn(port?: number, ...flags: readonly string[]): Service
  /** Starts it and waits until it is ready. */
  start(port?: number, ...flags: readonly string[]): Promise<Service>
  /** Ends the hold of a partner account, as an operator does. */
  release(account: string): Promise<void>
  /** Fresh claim links of as many fresh campaigns as the limit per person asks for. */
  issue(count: number, campaign?: Variables): Promise<string[]>
}

/** Asks a process politely to end. Throws when it does not end well. */
export async function stop({ child, exit }: Service): Promise<void> {
  child.kill('SIGTERM')
  const how = await exit
  if (how !== 0) throw new Error(`the service ended with ${how} when it was asked to stop`)
}

/** Who releases a hold, and why it is safe. */
const decision = [
  '--by',
  'Olga Operator',
  '--reason',
  'Amazon answers as agreed, and the records were compared',
]

/** What one claim is worth in all scenarios. */
export const amount = '25.00'

/** As npm start runs it, with the bounds of its memory. */
const startCommand = packageJson.scripts.start.replace(/^exec env \S+ node/, process.execPath).split(' ')

export async function install(scope: Scope, terms: Terms): Promise<Installation> {
  const { callsPerSecond } = terms
  const emulator = terms.like?.emulator ?? (await startEmulator(scope, callsPerSecond))
  const dir = terms.dir ?? dataDir(scope)
  const firstPort = terms.like ? Number(new URL(terms.like.url).port) : await freePort()
  const variables: Variables = {
    DATA_DIR: dir,
    EMULATOR_PORT: String(emulator.port),
    CALLS_PER_SECOND: String(callsPerSecond),
    LOG_LEVEL: 'error',
    ...(terms.databaseUrl && { DATABASE_URL: terms.databaseUrl }),
    ...terms.variables,
  }
  const programs: Program[] = []
  const spawn = (port = firstPort, ...flags: readonly string[]) => {
    const command = [...startCommand, ...flags]
    const program = run(scope, command, { ...variables, PORT: String(port) })
    programs.push(program)
    const url = `http://localhost:${port}`
    return { ...program, url, ready: readiness(program, url) }
  }
  const start = async (port = firstPort, ...flags: readonly string[]) => {
    const service = spawn(port, ...flags)
    if ((await service.ready) !== null) return service
    throw new Error(`the service did not start: ${service.stderr()}`)
  }
  const cli = createCliProgram(scope, variables)
  return {
    dir,
    callsPerSecond,
    emulator,
    cli,
    log: () => programs.map(({ stdout, stderr }) => stdout() + stderr()).join(''),
    url: `http://localhost:${firstPort}`,
    spawn,
    start,
    release: async account => {
      const { exit, stderr } = await cli('account', 'release', account, ...decision)
      if (exit !== 0) throw new Error(`${account} was not released: ${stderr}`)
    },
    issue: (count, campaign) => issueAll(cli, count, campaign),
  }
}

/** What one campaign takes of a crowd in which a few accounts are many people. */
const mostLinks = 2_500

async function issueAll(cli: Cli, count: number, campaign: Variables = {}): Promise<string[]> {
  const links: string[] = []
  while (links.length < count)
    links.push(...(await issue(cli, Math.min(mostLinks, count - links.length), campaign)))
  return links
}

async function issue(cli: Cli, count: number, campaign: Variables): Promise<string[]> {
  const options = {
    sender: 'Acme Research',
    support: 'help@acme.example',
    amount,
    budget: '1000000.00',
    closes: '2099-12-31',
    'per-person-limit': '1000',
    ...campaign,
  }
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const id = (await cli.output('campaign', 'create', ...given)).trim()
  const { exit, stdout, stderr } = await cli('link', 'issue', '--campaign', id, '--count', String(count))
  if (exit !== 0) throw new Error(`no links were issued: ${stderr}`)
  return stdout
    .split('\r\n')
    .slice(1)
    .filter(Boolean)
    .map(line => line.split(',')[1] ?? '')
}

/** Asks like a load balancer, until yes or until the process is gone. */
async function readiness(program: Program, url: string): Promise<number | null> {
  const started = performance.now()
  let over = false
  void program.exit.then(() => {
    over = true
  })
  while (!over) {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => null,
    )
    await answer?.body?.cancel()
    if (answer?.status === 200) return performance.now() - started
    await sleep(20)
  }
  return null
}
