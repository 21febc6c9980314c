/** The service as a process: environment in, ready lines out, signals and exit codes. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Config, parseConfig } from './config/config.ts'
import { ConfigError } from './config/problem.ts'
import { DomainError } from './domain/errors.ts'
import { emulatorSettings, type HeldEmulator, holdEmulator } from './emulator-process.ts'
import { listen } from './listener.ts'
import { secretsOf } from './local-secrets.ts'
import { createLog } from './log.ts'
import { startService } from './service.ts'
import { holdAfterRestore, listRestored } from './services/restore.ts'
import { invite } from './services/staff.ts'
import { openStateFile } from './state-file.ts'
import { rememberPublicUrl } from './storage/installation.ts'
import { openStore, prepareDataDir } from './store.ts'
import { prepareTrial } from './trial.ts'

type Closer = () => Promise<void>

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  await run()
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof DomainError ? error.message : error)
  process.exit(1)
}

async function run(): Promise<void> {
  const stopping = new AbortController()
  const stopped = waitForSignal(stopping)
  const closers: Closer[] = []
  const close = async () => {
    for (const closer of closers.toReversed()) await closer()
  }
  try {
    await start(closers, stopping.signal)
    await stopped
    console.error('Stopping: finishing what is in flight …')
  } catch (error) {
    // Whoever asked for the stop knows why there was no start.
    if (!stopping.signal.aborted) throw error
  } finally {
    await close()
  }
  process.exit(0)
}

function readOptions() {
  try {
    return parseArgs({ options: { 'after-restore': { type: 'boolean' } } }).values
  } catch (cause) {
    // What follows the first sentence tells how to pass the mistake on.
    const [problem] = (cause as Error).message.split('. ')
    throw new DomainError('invalid-input', `${problem}; the service knows --after-restore alone`, { cause })
  }
}

/** Whatever is opened adds its closer at once, so that a failure half-way leaves nothing behind. */
async function start(closers: Closer[], stopping: AbortSignal): Promise<void> {
  const options = readOptions()
  const given = parseConfig(process.env, path => readFileSync(path, 'utf8'))
  const log = createLog(given.logLevel)
  const { dir, notice } = prepareDataDir(given)
  if (notice) console.log(notice)
  for (const { variable, meant } of given.misspelt)
    console.log(`Without effect: ${variable} is no variable of this service; ${meant} is`)
  for (const assumption of given.assumptions) console.log(`Assumed for the sandbox: ${assumption}`)
  const server = await listen(given.host, given.port)
  const publicUrl = given.publicUrl ?? `http://localhost:${server.port}`
  closers.push(() => server.close())
  const emulator = given.amazonEnv === 'emulator' ? await heldEmulator(given, dir, closers, stopping) : null
  const config = emulator ? parseConfig(process.env, path => readFileSync(path, 'utf8'), emulator.url) : given
  const secrets = secretsOf(config, dir)
  const memory = openStateFile(config, dir)
  const store = await openStore(config, dir, secrets, log)
  closers.push(store.close)
  const { database } = store
  if (options['after-restore']) await holdAfterRestore({ database })
  const parts = { config, database, publicUrl, log, ...secrets }
  const trial = emulator ? await prepareTrial(parts, dir, emulator.url) : null
  const {
    trustProxy,
    maxRequestsInFlight,
    retentionDays,
    metricsToken,
    amazonButtonFile: buttonFile,
  } = config
  const service = await startService(server, {
    ...parts,
    trustProxy,
    maxRequestsInFlight,
    retentionDays,
    metricsToken,
    buttonFile,
    trial,
    memory,
  })
  closers.push(service.close)
  // The command line prints claim links to it while PUBLIC_URL is not set.
  await rememberPublicUrl(database, publicUrl)
  console.log(`Service: ${publicUrl}`)
  for (const name of await listRestored({ database })) console.log(afterRestore(name))
  if (!trial) return
  const invitation = { role: 'operator', name: 'Local operator', by: 'npm start' } as const
  const staffUrl = await invite({ database, randomBytes, publicUrl }, invitation)
  console.log(`Emulator of Amazon: ${trial.emulatorUrl}
Claim link to try: ${trial.claimUrl}
Staff sign-in, once: ${staffUrl}`)
}

function afterRestore(name: string): string {
  return `On hold after a restore: partner account "${name}". Its database may be older than what was sent from it, so nothing is claimed or sent. Run "reconcile", close what it finds with "reconcile --close", then "account release ${name} --by NAME --reason TEXT".`
}

async function heldEmulator(
  config: Config,
  dataDir: string,
  closers: Closer[],
  stopping: AbortSignal,
): Promise<HeldEmulator> {
  const emulator = await holdEmulator(emulatorSettings(config, dataDir), stopping)
  closers.push(emulator.release)
  return emulator
}

/** npm forwards a signal that the terminal has sent already, so a second one is no order to hurry. */
function waitForSignal(stopping: AbortController): Promise<unknown> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort())
  return once(stopping.signal, 'abort')
}
