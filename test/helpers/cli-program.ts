/** The command line as a program, for what depends on its process: the real environment, signals, pipes, the heap. */
import { type Cli, cliOf } from './cli-call.ts'
import { run, type Scope, type Variables } from './program.ts'

export function createCliProgram(t: Scope, variables: Variables): Cli {
  return cliOf(async (input, args) => {
    const program = run(t, [process.execPath, 'src/cli.ts', ...args], variables, input)
    return { exit: await program.exit, stdout: program.stdout(), stderr: program.stderr() }
  })
}
