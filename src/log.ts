/** The structured log on standard error, one JSON object per line. Known names of secrets are removed as a last net. */
import { type Logger, pino } from 'pino'

const secretNames = [
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
]

export function createLog(level: string): Logger {
  const paths = secretNames.flatMap(name => [name, `*.${name}`])
  return pino(
    { level, base: { service: 'login-and-receive' }, redact: { paths, remove: true } },
    pino.destination({ fd: 2, sync: true }),
  )
}
