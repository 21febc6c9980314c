/** What is wrong with the environment, worded so that the reader can mend it: variable, reason, fix, never a value. */
import type { z } from 'zod'

export type Env = Readonly<Record<string, string | undefined>>

export type Problem = { readonly variable: string; readonly reason: string; readonly fix: string }

export class ConfigError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(['Configuration problems:', ...problems.map(line)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Parses what is right and reports what is wrong, so that one bad value hides no other. */
export function parseLeniently<Schema extends z.ZodObject>(
  schema: Schema,
  env: Env,
): { values: z.infer<Schema>; problems: Problem[] } {
  const parsed = schema.safeParse(env)
  if (parsed.success) return { values: parsed.data, problems: [] }
  const problems = parsed.error.issues.map(fromIssue)
  const wrong = new Set(problems.map(({ variable }) => variable))
  const right = Object.fromEntries(Object.entries(env).filter(([variable]) => !wrong.has(variable)))
  return { values: schema.parse(right), problems }
}

/** `FOO=` in an env file means that FOO is not set. */
export function withoutBlanks(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
}

/** Names the entry of the file; the plain variables need no name. */
export function labelled(variable: string, name: string | undefined): string {
  return name === undefined || name === 'default' ? variable : `${variable} (partner account "${name}")`
}

function fromIssue({ path, message }: { path: readonly PropertyKey[]; message: string }): Problem {
  return { variable: String(path[0] ?? 'environment'), reason: message, fix: 'see .env.example' }
}

function line({ variable, reason, fix }: Problem): string {
  return `  ${variable}: ${reason}. Fix: ${fix}`
}
