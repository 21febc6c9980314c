/** The command line of operators and scripts: arguments in, data on standard output, errors on standard error. */
import { existsSync } from 'node:fs'
import { run } from './cli/run.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

const args = process.argv.slice(2)
/** Half of it is worth nothing, and looks like the whole to a script. */
const mustBeWhole = /^(export|backup .*--out[ =]-)( |$)/.test(args.join(' '))

// A reader such as `head` may close the pipe early; of a list it has enough then; a full disk is an error.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' && !mustBeWhole) process.exit(0)
  const cut = 'the output is not whole: what reads it has ended early; look at that, then run it again'
  console.error(code === 'EPIPE' ? cut : `the output cannot be written: ${message}`)
  process.exit(1)
})
// Where nobody hears what went wrong, the exit code still says it.
process.stderr.on('error', () => {})

if ((await run(args, process.env)) !== 0) process.exitCode = 1
