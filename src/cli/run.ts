/** One call of the command line: finds the command, runs it, says what went wrong, and how the call ends. */
import { inspect, parseArgs } from 'node:util'
import { ConfigError, type Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { helpFor, overview, readInput } from './command.ts'
import { allCommands, findCommand } from './commands.ts'
import { note, print } from './print.ts'

/** The exit code: 0 only on success. What went wrong is told on standard error. */
export async function run(args: readonly string[], env: Env): Promise<0 | 1> {
  try {
    return (await call(args, env)) === false ? 1 : 0
  } catch (error) {
    note(describe(error))
    return 1
  }
}

async function call(args: readonly string[], env: Env): Promise<unknown> {
  const command = await findCommand(args)
  if (!command) return await showOverview(args)
  const rest = args.slice(command.path.split(' ').length)
  if (rest.includes('--help')) return print(helpFor(command))
  return await command.run(readInput(command, rest), env)
}

async function showOverview(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean' } }, strict: false })
  const shown = overview(await allCommands())
  if (args.length === 0 || values.help) return print(shown)
  const named = args.filter(word => !word.startsWith('-')).join(' ')
  throw new DomainError('invalid-input', `there is no command "${named}"\n\n${shown}`)
}

function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DomainError) return error.message
  return inspect(error)
}
