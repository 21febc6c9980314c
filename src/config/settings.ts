/** The variables of the service itself, one by one; what they mean together is checked in guards.ts. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { numberIn, wholeNumberIn } from './number.ts'

const port = (fallback: number) => wholeNumberIn('port number', 0, 65_535).default(fallback)
/** A host of its own: paths, queries and credentials would end up in every claim link. */
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true })
  .refine(isOrigin, 'must be an origin like https://rewards.example.com, without a path, query or user name')
const secret = z.string().min(32, 'must be at least 32 characters; make one with: openssl rand -base64 32')

/** A deposit in doubt is sent again for up to 720 hours, and what comes of it is compared with Amazon's records later. */
const leastRetentionDays = 60

export const settings = z.object({
  AMAZON_ENV: z
    .enum(['emulator', 'sandbox', 'production'], 'must be emulator, sandbox or production')
    .default('emulator'),
  HOST: z.string().optional(),
  PORT: port(3000),
  PUBLIC_URL: origin.optional(),
  DATA_DIR: z.string().optional(),
  STATE_FILE: z.string().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  EMULATOR_PORT: port(3001),
  EMULATOR_FUNDS: z.enum(['ledger', 'sandbox'], 'must be ledger or sandbox').default('ledger'),
  EMULATOR_SEED: z.string().optional(),
  EMULATOR_RECORD: z.string().optional(),
  EMULATOR_ON_PUBLIC_URL: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  TRUST_PROXY: z
    .string()
    .default('loopback')
    .transform(list => list.split(',').map(part => part.trim()))
    .refine(
      list => list.every(isProxy),
      'must be addresses, subnets such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .optional(),
  SESSION_SECRET: secret.optional(),
  SESSION_SECRET_PREVIOUS: secret.optional(),
  EVIDENCE_KEY: secret.optional(),
  EVIDENCE_KEY_PREVIOUS: z
    .string()
    .transform(list => list.split(',').map(part => part.trim()))
    .pipe(z.array(secret))
    .optional(),
  PERSON_KEY: secret.optional(),
  RESEND_WINDOW_HOURS: numberIn('number of hours', 1, 720).default(24),
  RETENTION_DAYS: z.coerce
    .number('must be a number of days')
    .int('must be a whole number of days')
    .min(
      leastRetentionDays,
      `must be at least ${leastRetentionDays}: until then a deposit may have to be asked about`,
    )
    .max(36_500, 'must be at most 36500 days')
    .default(400),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ROLES: z.string().optional(),
  MAX_REQUESTS_IN_FLIGHT: wholeNumberIn('whole number', 1, 10_000).default(400),
  METRICS_TOKEN: secret.optional(),
  AMAZON_BUTTON_FILE: z
    .string()
    .regex(/\.(png|svg)$/, 'must name a .png or .svg file')
    .optional(),
})
export type Settings = z.infer<typeof settings>

function isProxy(part: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(part)) return true
  const [, address = '', bits = '1'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? []
  const version = isIP(address)
  return version !== 0 && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128)
}

function isOrigin(text: string): boolean {
  const { pathname, search, hash, username, password } = new URL(text)
  const bare = pathname === '/' && [search, hash, username, password].every(part => part === '')
  return bare && !/[?#\\]/.test(text)
}
