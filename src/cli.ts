/** The command line of operators and scripts: arguments in, data on standard output, errors on standard error. */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { helpFor, overview, readInput } from './cli/command.ts'
import { commands } from './cli/commands.ts'
import { ConfigError } from './config/problem.ts'
import { DomainError } from './domain/errors.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

// A reader such as `head` may close the pipe early; that is no error of ours; a full disk is.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0)
  console.error(`the output cannot be written: ${message}`)
  process.exit(1)
})

try {
  await run(process.argv.slice(2))
} catch (error) {
  console.error(describe(error))
  process.exitCode = 1
}

async function run(args: readonly string[]): Promise<void> {
  const command = commands.find(({ path }) => path.split(' ').every((word, index) => args[index] === word))
  if (!command) return showOverview(args)
  const rest = args.slice(command.path.split(' ').length)
  if (rest.includes('--help')) return console.log(helpFor(command))
  await command.run(readInput(command, rest), process.env)
}

function showOverview(args: readonly string[]): void {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean' } }, strict: false })
  if (args.length === 0 || values.help) return console.log(overview(commands))
  const named = args.filter(word => !word.startsWith('-')).join(' ')
  throw new DomainError('invalid-input', `there is no command "${named}"\n\n${overview(commands)}`)
}

function describe(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof DomainError) return error.message
  return error
}
