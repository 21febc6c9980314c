/** One call of the command line, however it is run: what it printed, how it ended, and what is expected of that. */
import assert from 'node:assert/strict'

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

export function cliOf(call: (input: string, args: readonly string[]) => Promise<Ended>): Cli {
  const cli = (...args: readonly string[]) => call('', args)
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
  const withInput = (input: string, ...args: readonly string[]) => call(input, args)
  return Object.assign(cli, { output, failure, json, withInput })
}
