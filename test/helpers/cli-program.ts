/** The command line as a program: what one call printed and how it ended. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { startCore } from './consented.ts'
import { dataDir, run, type Scope, type Variables } from './program.ts'
import type { TestService } from './service.ts'

export type Ended = { readonly exit: number | string; readonly stdout: string; readonly stderr: string }

export type Cli = {
  /** Runs it to its end, whatever that is. */
  (...args: readonly string[]): Promise<Ended>
  /** What it prints when it succeeds with nothing to complain about. */
  output(...args: readonly string[]): Promise<string>
  /** What it says on standard error when it fails, as it must, with nothing on standard output. */
  failure(...args: readonly string[]): Promise<string>
  json<T>(...args: readonly string[]): Promise<T>
  withInput(input: string, ...args: readonly string[]): Promise<Ended>
}

/** The command line with these variables. */
export function createCli(t: Scope, variables: Variables): Cli {
  const withInput = async (input: string, ...args: readonly string[]) => {
    const program = run(t, [process.execPath, 'src/cli.ts', ...args], variables, input)
    return { exit: await program.exit, stdout: program.stdout(), stderr: program.stderr() }
  }
  const cli = (...args: readonly string[]) => withInput('', ...args)
  const output = async (...args: readonly string[]) => {
    const { exit, stdout, stderr } = await cli(...args)
    assert.equal(exit, 0, stderr)
    return stdout
  }
  const failure = async (...args: readonly string[]) => {
    const { exit, stdout, stderr } = await cli(...args)
    assert.deepEqual({ exit, stdout }, { exit: 1, stdout: '' })
    assert.doesNotMatch(stderr, /\n {4}at /, 'a mistake of the caller is no stack trace')
    return stderr
  }
  const json = async <T>(...args: readonly string[]) => JSON.parse(await output(...args, '--json')) as T
  return Object.assign(cli, { output, failure, json, withInput })
}

export type Started = { readonly cli: Cli; readonly service: TestService; readonly variables: Variables }

/** The command line on a database of its own, with the use cases beside it to make what it looks at. */
export async function startCli(t: TestContext): Promise<Started> {
  const service = await startCore(t)
  const variables = { DATABASE_URL: service.databaseUrl, DATA_DIR: dataDir(t) }
  return { service, variables, cli: createCli(t, variables) }
}

/** The same with a campaign of 25 USD to issue links in. */
export async function startCliWithCampaign(t: TestContext): Promise<Started & { readonly campaign: string }> {
  const started = await startCli(t)
  return { ...started, campaign: (await started.service.campaign()).id }
}
