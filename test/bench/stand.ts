/** Everything a bench needs, started once: Amazon, a durable PostgreSQL, the naive peers and our service beside them. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { openEmbedded } from '../../src/storage/embedded/server.ts'
import { freePort } from '../helpers/behind-tls.ts'
import { eventually, postgresProcesses, postmasters, query } from '../helpers/embedded.ts'
import { generateCertificate } from '../helpers/tls-front.ts'
import type { Closers } from './closers.ts'
import { type AmazonHost, environment, install } from './installation.ts'
import type { Contestant } from './measure.ts'
import { fillOldDeposits } from './old-deposits.ts'
import { leaveServiceCore, otherCore, type Program, serviceCore, start } from './program.ts'

export type Sizes = { readonly claims: number; readonly oldDeposits: number }

export type Stand = {
  readonly naiveMemory: Contestant
  readonly naivePostgres: Contestant
  readonly ours: Contestant
  readonly oursFilled: Contestant
  /** How long Amazon takes to answer from now on. */
  setDelay(ms: number): Promise<void>
}

type Given = {
  readonly dir: string
  readonly amazon: AmazonHost
  readonly newDatabase: () => Promise<string>
  readonly closers: Closers
}

/** `claims` are the most that any contestant will be asked for. */
export async function openStand(closers: Closers, { claims, oldDeposits }: Sizes): Promise<Stand> {
  leaveServiceCore()
  const dir = closers.opening(() => mkdtempSync(join(tmpdir(), 'bench-')), remove)
  chmodSync(dir, 0o711)
  const given = {
    dir,
    closers,
    newDatabase: await openDatabases(closers, dir),
    amazon: await startAmazon(closers, dir),
  }
  return {
    naiveMemory: await startNaive(given, 'memory'),
    naivePostgres: await startNaive(given, 'postgres'),
    ours: await startOurs(given, 'ours', claims, 0),
    oursFilled: await startOurs(given, 'ours, old deposits', claims, oldDeposits),
    setDelay: ms => setDelay(given.amazon, ms),
  }
}

/** With its server, which stays where a connection that was cut off has not ended its work yet. */
async function remove(dir: string): Promise<void> {
  for (const pid of postmasters(dir)) process.kill(pid, 'SIGQUIT')
  await eventually(async () => {
    if (postgresProcesses(dir).length > 0) throw new Error(`PostgreSQL still works in ${dir}`)
  })
  rmSync(dir, { recursive: true, force: true })
}

/** One server for all, with a database for each. */
async function openDatabases(closers: Closers, dir: string): Promise<Given['newDatabase']> {
  const server = await closers.opening(
    () => openEmbedded(dir, { durable: true }),
    opening =>
      opening.then(
        begun => begun.close(),
        () => {},
      ),
  )
  const { host, port, user, password } = server.connection
  let made = 0
  return async () => {
    made += 1
    const name = `bench_${made}`
    await query(server.connection, `create database ${name}`)
    return `postgres://${user}:${password}@${host}:${port}/${name}`
  }
}

async function startAmazon(closers: Closers, dir: string): Promise<AmazonHost> {
  const { private: key, cert } = await generateCertificate()
  const [keyFile, caFile] = [join(dir, 'key.pem'), join(dir, 'ca.pem')]
  writeFileSync(keyFile, key)
  writeFileSync(caFile, cert)
  const command = [here('amazon.ts'), keyFile, caFile] as const
  const { url } = await start(closers, { name: 'Amazon', core: otherCore, command, env: {} })
  return { url, caFile }
}

async function startNaive(given: Given, sessions: 'memory' | 'postgres'): Promise<Contestant> {
  const env = {
    PORT: String(await freePort()),
    DATABASE_URL: await given.newDatabase(),
    AMAZON_URL: given.amazon.url,
    NODE_EXTRA_CA_CERTS: given.amazon.caFile,
    SESSIONS: sessions,
  }
  let count = 0
  const program = { name: `naive, ${sessions} sessions`, command: [here('naive/peer.ts')], env } as const
  return await startContestant(given, program, () => `code-${count++}`)
}

async function startOurs(
  given: Given,
  name: string,
  claims: number,
  oldDeposits: number,
): Promise<Contestant> {
  const databaseUrl = await given.newDatabase()
  const env = {
    ...environment(given.amazon, databaseUrl, await freePort()),
    STATE_FILE: join(given.dir, `${databaseUrl.split('/').at(-1)}.json`),
  }
  const tokens = await install(env, claims, async campaign => {
    if (oldDeposits > 0) await fillOldDeposits(databaseUrl, campaign, oldDeposits)
  })
  const program = { name, command: [here('../../src/main.ts')], env } as const
  return await startContestant(given, program, () => tokens.pop() ?? noMore())
}

async function startContestant(
  { closers, dir }: Given,
  program: Omit<Program, 'core'>,
  nextCode: () => string,
): Promise<Contestant> {
  const running = await start(closers, { ...program, core: serviceCore })
  return { ...running, name: program.name, nextCode, databasePids: () => postgresProcesses(dir) }
}

async function setDelay({ url, caFile }: AmazonHost, ms: number): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile) } })
  const { body } = await request(`${url}/delay?ms=${ms}`, { dispatcher })
  await body.dump()
  await dispatcher.close()
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

function noMore(): never {
  throw new Error('bug: more claims than links')
}
