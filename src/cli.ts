/** The command line of operators and scripts: arguments in, data on standard output, errors on standard error. */
import { existsSync } from 'node:fs'
import { run } from './cli/run.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

// A reader such as `head` may close the pipe early; that is no error of ours; a full disk is.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0)
  console.error(`the output cannot be written: ${message}`)
  process.exit(1)
})
// Where nobody hears what went wrong, the exit code still says it.
process.stderr.on('error', () => {})

if ((await run(process.argv.slice(2), process.env)) !== 0) process.exitCode = 1
