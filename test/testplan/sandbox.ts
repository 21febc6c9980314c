/** The shape of sandbox and production: the emulator behind TLS in the place of Amazon, and the command as a program. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { startEmulator } from '../../src/emulator/app.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir, type Program, run, type Variables } from '../helpers/program.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront, type TlsFront } from '../helpers/tls-front.ts'

export type Sandbox = {
  readonly variables: Variables
  readonly emulatorUrl: string
  readonly amazon: TlsFront
  /** A directory for what is written, removed after the test. */
  readonly dir: string
  /** The command line, as a program that may still run. */
  cli(...args: readonly string[]): Program
}

export async function startSandbox(
  t: TestContext,
  amazonEnv: 'sandbox' | 'production',
  more: Variables = {},
): Promise<Sandbox> {
  const closing = closers(t)
  const emulator = await startEmulator({ port: 0, dataDir: null })
  closing(() => emulator.close())
  const amazon = await startTlsFront(emulator.port)
  closing(() => amazon.close())
  const { url: databaseUrl, drop } = await createTestDatabase()
  closing(drop)
  const dir = dataDir(t)
  const variables = { ...environment(amazon, databaseUrl), AMAZON_ENV: amazonEnv, DATA_DIR: dir, ...more }
  const cli = (...args: readonly string[]) => run(t, [process.execPath, 'src/cli.ts', ...args], variables)
  return { variables, emulatorUrl: emulator.url, amazon, dir, cli }
}

/** The operations that were called, in order. */
export async function operationsOf({ emulatorUrl }: Sandbox): Promise<string[]> {
  const text = await (await fetch(`${emulatorUrl}/_emulator/calls`)).text()
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as { operation: string }).operation)
}

/** Output and exit code of a program that has ended. */
export async function ended(
  program: Program,
): Promise<{ exit: number | string; stdout: string; stderr: string }> {
  const exit = await program.exit
  return { exit, stdout: program.stdout(), stderr: program.stderr() }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

function environment(amazon: TlsFront, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'https://rewards.example',
    SESSION_SECRET: 'uXkq1b0m0mQmJ3xw3v9h2v0Zl2dL8uYv4c5nN7fQ1sA=',
    EVIDENCE_KEY: '9hXo2n5m8pQrS1tU4vW7xY0zA3bC6dE9fG2hI5jK8lM=',
    MARKETPLACE: 'US',
    PARTNER_ID: 'Emul1',
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORACTIVE01',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
    LWA_CLIENT_ID: 'amzn1.application-oa2-client.emulator',
    LWA_CLIENT_SECRET: 'emulator-client-secret',
    AMOUNT_UNIT: 'major',
    ACCOUNT_TYPE: '2',
    LOAD_ECHO: 'required',
    INCENTIVES_URL: amazon.url,
    LWA_AUTHORIZE_URL: `${amazon.url}/ap/oa`,
    LWA_API_URL: amazon.url,
    AMAZON_WEBSITE_URL: amazon.url,
    NODE_EXTRA_CA_CERTS: amazon.caFile,
  }
}
