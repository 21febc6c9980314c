/** The structured log on standard error, one JSON object per line. Known names of secrets are removed as a last net. */
import { type Logger, pino } from 'pino'

const secretNames = new Set([
  'token',
  'code',
  'state',
  'secret',
  'password',
  'authorization',
  'cookie',
  'accessToken',
  'claimUrl',
  'name',
  'email',
  'amazonAccount',
])

export function createLog(level: string): Logger {
  const log = (fields: object) => withoutSecrets(fields, withoutSecretsInside)
  return pino(
    { level, base: { service: 'login-and-receive' }, formatters: { log }, serializers: { err: same } },
    pino.destination({ fd: 2, sync: true }),
  )
}

/** By hand, because pino's own redaction costs a line five times what all else of it does. */
function withoutSecrets(fields: object, inside: (value: unknown) => unknown): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (!secretNames.has(name)) kept[name] = inside(value)
  return kept
}

function withoutSecretsInside(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return withoutSecrets(pino.stdSerializers.err(value), same)
  // A list, and what says itself how it is written, such as a time.
  return Array.isArray(value) || 'toJSON' in value ? value : withoutSecrets(value, same)
}

function same(value: unknown): unknown {
  return value
}
