/** The command line in this process: what one call printed and how it ended. cli-program.ts has it as a program. */
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { run } from '../../src/cli/run.ts'
import { onTerminal } from '../../src/cli/terminal.ts'
import { type Cli, cliOf } from './cli-call.ts'
import { createCliProgram } from './cli-program.ts'
import { startCore } from './consented.ts'
import { dataDir, type Variables } from './program.ts'
import type { TestService } from './service.ts'

/** The command line with these variables and no others, as src/cli.ts runs it. */
export function createCli(variables: Variables): Cli {
  return cliOf(async (input, args) => {
    const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)])
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const texts = Promise.all([text(stdout), text(stderr)])
    const exit = await onTerminal({ stdin, stdout, stderr }, () => run(args, variables))
    for (const stream of [stdout, stderr]) stream.end()
    const [printed, said] = await texts
    return { exit, stdout: printed, stderr: said }
  })
}

export type Started = {
  readonly cli: Cli
  /** The same as a process of its own. */
  readonly program: Cli
  readonly service: TestService
  readonly variables: Variables
}

/** The command line on a database of its own, with the use cases beside it to make what it looks at. */
export async function startCli(t: TestContext): Promise<Started> {
  const service = await startCore(t)
  const variables = { DATABASE_URL: service.databaseUrl, DATA_DIR: dataDir(t) }
  return { service, variables, cli: createCli(variables), program: createCliProgram(t, variables) }
}

/** The same with a campaign of 25 USD to issue links in. */
export async function startCliWithCampaign(t: TestContext): Promise<Started & { readonly campaign: string }> {
  const started = await startCli(t)
  return { ...started, campaign: (await started.service.campaign()).id }
}
