/** The shape of sandbox and production: the emulator behind TLS in the place of Amazon, and the command as a program. */
import type { TestContext } from 'node:test'
import { startEmulator } from '../../src/emulator/app.ts'
import { behindTls } from '../helpers/behind-tls.ts'
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
  const variables = { ...behindTls(amazon, databaseUrl), AMAZON_ENV: amazonEnv, DATA_DIR: dir, ...more }
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
