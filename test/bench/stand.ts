/** Everything a bench needs, started once: Amazon, a durable PostgreSQL, the naive peers and our service beside them. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { openEmbedded } from '../../src/storage/embedded/server.ts'
import { freePort } from '../helpers/behind-tls.ts'
import { postgresProcesses, query } from '../helpers/embedded.ts'
import { generateCertificate } from '../helpers/tls-front.ts'
import { type AmazonHost, environment, install } from './installation.ts'
import type { Contestant } from './measure.ts'
import { fillOldDeposits } from './old-deposits.ts'
import { leaveServiceCore, otherCore, type Running, serviceCore, start } from './program.ts'

export type Sizes = { readonly claims: number; readonly oldDeposits: number }

export type Stand = {
  readonly naiveMemory: Contestant
  readonly naivePostgres: Contestant
  readonly ours: Contestant
  readonly oursFilled: Contestant
  /** How long Amazon takes to answer from now on. */
  setDelay(ms: number): Promise<void>
  close(): Promise<void>
}

type Given = {
  readonly dir: string
  readonly amazon: AmazonHost
  readonly newDatabase: () => Promise<string>
  readonly closers: (() => Promise<unknown>)[]
}

/** `claims` are the most that any contestant will be asked for. */
export async function openStand({ claims, oldDeposits }: Sizes): Promise<Stand> {
  leaveServiceCore()
  const dir = mkdtempSync(join(tmpdir(), 'bench-'))
  chmodSync(dir, 0o711)
  const closers: Given['closers'] = [async () => rmSync(dir, { recursive: true, force: true })]
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    const given = {
      dir,
      closers,
      newDatabase: await openDatabases(dir, closers),
      amazon: await startAmazon(dir, closers),
    }
    return {
      naiveMemory: await startNaive(given, 'memory'),
      naivePostgres: await startNaive(given, 'postgres'),
      ours: await startOurs(given, 'ours', claims, 0),
      oursFilled: await startOurs(given, 'ours, old deposits', claims, oldDeposits),
      setDelay: ms => setDelay(given.amazon, ms),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** One server for all, with a database for each. */
async function openDatabases(dir: string, closers: Given['closers']): Promise<Given['newDatabase']> {
  const server = await openEmbedded(dir, { durable: true })
  closers.push(() => server.close())
  const { host, port, user, password } = server.connection
  let made = 0
  return async () => {
    made += 1
    const name = `bench_${made}`
    await query(server.connection, `create database ${name}`)
    return `postgres://${user}:${password}@${host}:${port}/${name}`
  }
}

async function startAmazon(dir: string, closers: Given['closers']): Promise<AmazonHost> {
  const { private: key, cert } = await generateCertificate()
  const [keyFile, caFile] = [join(dir, 'key.pem'), join(dir, 'ca.pem')]
  writeFileSync(keyFile, key)
  writeFileSync(caFile, cert)
  const program = await start(otherCore, [here('amazon.ts'), keyFile, caFile], {})
  closers.push(program.stop)
  return { url: program.url, caFile }
}

async function startNaive(given: Given, sessions: 'memory' | 'postgres'): Promise<Contestant> {
  const env = {
    PORT: String(await freePort()),
    DATABASE_URL: await given.newDatabase(),
    AMAZON_URL: given.amazon.url,
    NODE_EXTRA_CA_CERTS: given.amazon.caFile,
    SESSIONS: sessions,
  }
  const program = await start(serviceCore, [here('naive/peer.ts')], env)
  let count = 0
  return contestant(given, program, `naive, ${sessions} sessions`, () => `code-${count++}`)
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
  const program = await start(serviceCore, [here('../../src/main.ts')], env)
  return contestant(given, program, name, () => tokens.pop() ?? noMore())
}

function contestant(given: Given, program: Running, name: string, nextCode: () => string): Contestant {
  given.closers.push(program.stop)
  const { url, pid } = program
  const databasePids = () => postgresProcesses(given.dir)
  return { name, url, pid, nextCode, databasePids }
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
