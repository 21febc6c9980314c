/** What a command is, how its arguments are read, and how it explains itself. */
import { parseArgs } from 'node:util'
import type { Env } from '../config/problem.ts'
import { readTime } from '../domain/amazon-record.ts'
import type { Reason } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'

export type Option = {
  readonly type: 'string' | 'boolean'
  /** What stands for the value in the help text, such as `ID`. */
  readonly value?: string
  readonly text: string
  readonly required?: true
}

export type Command = {
  /** The words that call it, such as `link issue`. */
  readonly path: string
  readonly text: string
  /** Name of the one positional argument, such as `LINK`, or `[LINK]` when it may be left out. */
  readonly argument?: string
  readonly options: Readonly<Record<string, Option>>
  /** False when what it found is a failure, such as a difference. Throws when it could not do what it was asked. */
  run(input: Input, env: Env): Promise<void> | Promise<boolean>
}

export type Input = {
  /** The positional argument; empty when there is none. */
  readonly argument: string
  /** A given string option, or undefined. */
  text(name: string): string | undefined
  has(name: string): boolean
}

export const json: Option = { type: 'boolean', text: 'print JSON' }

export const reason: Option = { type: 'string', value: 'TEXT', text: 'why, for the audit' }

/** For everything that is audited. */
export const by: Option = {
  type: 'string',
  value: 'NAME',
  text: 'who does this, for the audit',
  required: true,
}

/** For what is audited, and what scripts do as well. */
export const byWhom: Option = {
  type: 'string',
  value: 'NAME',
  text: 'who does this, for the audit; "command line" without',
}

/** Who does it, as `byWhom` reads it. */
export function byOf({ text }: Pick<Input, 'text'>): string {
  return text('by') ?? 'command line'
}

/** What `--by` and `--reason` say. */
export function reasonOf({ text }: Pick<Input, 'text'>): Reason {
  return { by: text('by') ?? '', reason: text('reason') ?? null }
}

/** The moment that an option names, null when it is not given. Throws `invalid-input`. */
export function timeOf({ text }: Pick<Input, 'text'>, name: string): Date | null {
  const given = text(name)
  if (given === undefined) return null
  try {
    return readTime(given, `--${name}`)
  } catch (cause) {
    throw new DomainError('invalid-input', cause instanceof Error ? cause.message : name, { cause })
  }
}

/** Reads the arguments after the command's words. Throws `invalid-input` naming what is wrong or missing. */
export function readInput(command: Command, args: readonly string[]): Input {
  const { values, positionals } = parse(command, args)
  const { argument } = command
  if (argument === undefined && positionals.length > 0)
    throw misuse(command, `takes no argument "${positionals[0]}"`)
  const fewest = argument === undefined || argument.startsWith('[') ? 0 : 1
  if (positionals.length < fewest || positionals.length > 1)
    throw misuse(command, `needs ${fewest === 0 ? 'at most' : 'exactly'} one ${argument}`)
  const missing = Object.entries(command.options).filter(
    ([name, option]) => option.required && values[name] === undefined,
  )
  if (missing.length > 0) throw misuse(command, `needs ${missing.map(([name]) => `--${name}`).join(', ')}`)
  return {
    argument: positionals[0] ?? '',
    text: name => (typeof values[name] === 'string' ? values[name] : undefined),
    has: name => values[name] !== undefined,
  }
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => [name, { type }]),
  )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { values: values as Readonly<Record<string, string | boolean | undefined>>, positionals }
  } catch (error) {
    throw misuse(command, error instanceof Error ? error.message : 'cannot be read')
  }
}

function misuse(command: Command, reason: string): DomainError {
  return new DomainError('invalid-input', `${command.path}: ${reason}\n\n${helpFor(command)}`)
}

export function helpFor({ path, text, argument, options }: Command): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const left = `  --${name}${option.value ? ` ${option.value}` : ''}`
    return `${left.padEnd(26)} ${option.text}${option.required ? ' (required)' : ''}`
  })
  const usage = `Usage: npm run -s cli -- ${path}${argument ? ` ${argument}` : ''}${rows.length > 0 ? ' [options]' : ''}`
  return [text, '', usage, ...(rows.length > 0 ? ['', ...rows] : [])].join('\n')
}

export function overview(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ path, argument, text }) => `  ${`${path} ${argument ?? ''}`.padEnd(26)} ${text}`,
  )
  return ['Commands (each explains itself with --help):', ...rows].join('\n')
}
