/** The command line of operators and scripts: arguments in, data on standard output, errors on standard error. */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { accountCommands } from './cli/account.ts'
import { auditCommand } from './cli/audit.ts'
import { campaignCommands } from './cli/campaign.ts'
import { watchCommands } from './cli/campaign-watch.ts'
import { type Command, helpFor, overview, readInput } from './cli/command.ts'
import { depositCommands } from './cli/deposit.ts'
import { embedCommand } from './cli/embed.ts'
import { emulatorCommand } from './cli/emulator.ts'
import { emulatorControlCommands } from './cli/emulator-control.ts'
import { exportCommand } from './cli/export.ts'
import { importCommand } from './cli/import.ts'
import { linkCommands } from './cli/link.ts'
import { findCommand } from './cli/link-find.ts'
import { qaCommand } from './cli/qa.ts'
import { queueCommand } from './cli/queue.ts'
import { reconcileCommand } from './cli/reconcile.ts'
import { staffCommands } from './cli/staff.ts'
import { testplanCommand } from './cli/testplan.ts'
import { verifyCommand } from './cli/verify.ts'
import { ConfigError } from './config/problem.ts'
import { DomainError } from './domain/errors.ts'

const commands: readonly Command[] = [
  ...campaignCommands,
  ...watchCommands,
  ...linkCommands,
  findCommand,
  embedCommand,
  ...depositCommands,
  ...accountCommands,
  ...staffCommands,
  auditCommand,
  queueCommand,
  exportCommand,
  importCommand,
  verifyCommand,
  reconcileCommand,
  qaCommand,
  // Before the one whose only word they begin with.
  ...emulatorControlCommands,
  emulatorCommand,
  testplanCommand,
]

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
