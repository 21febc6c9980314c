/** Guards against the expensive mix-up: the emulator where real people come, or production on guesses. */
import type { Settings } from './config.ts'
import { type AccountSettings, labelled } from './partner-accounts.ts'
import type { Problem } from './problem.ts'

/** The emulator's own key pairs and client; anything else beside the emulator is a real credential. */
const emulatorCredentials = [
  'emulator-secret-access-key',
  'emulator-spare-secret-key',
  'emulator-client-secret',
]

export function checkGuards(settings: Settings, accounts: readonly AccountSettings[]): Problem[] {
  return settings.AMAZON_ENV === 'emulator'
    ? emulatorGuards(settings, accounts)
    : realGuards(settings, accounts)
}

function emulatorGuards(
  { PUBLIC_URL, EMULATOR_ON_PUBLIC_URL }: Settings,
  accounts: readonly AccountSettings[],
): Problem[] {
  const problems: Problem[] = []
  if (PUBLIC_URL !== undefined && !isLoopback(PUBLIC_URL) && EMULATOR_ON_PUBLIC_URL !== 'yes') {
    problems.push({
      variable: 'PUBLIC_URL',
      reason: 'is public while AMAZON_ENV is emulator, so visitors would be promised money that never moves',
      fix: 'set AMAZON_ENV=sandbox or production, or EMULATOR_ON_PUBLIC_URL=yes for a demonstration',
    })
  }
  for (const account of accounts.filter(hasRealCredentials)) {
    problems.push({
      variable: labelled('INCENTIVES_SECRET_ACCESS_KEY or LWA_CLIENT_SECRET', account.NAME),
      reason: 'holds a real credential while AMAZON_ENV is emulator',
      fix: 'remove it, or set AMAZON_ENV=sandbox or production',
    })
  }
  return problems
}

function hasRealCredentials({
  ownCredentials,
  INCENTIVES_SECRET_ACCESS_KEY,
  LWA_CLIENT_SECRET,
}: AccountSettings): boolean {
  const secrets = [INCENTIVES_SECRET_ACCESS_KEY ?? '', LWA_CLIENT_SECRET ?? '']
  return ownCredentials && secrets.some(secret => !emulatorCredentials.includes(secret))
}

function realGuards(settings: Settings, accounts: readonly AccountSettings[]): Problem[] {
  const { AMAZON_ENV, PUBLIC_URL, SESSION_SECRET, EVIDENCE_KEY } = settings
  const problems: Problem[] = []
  const need = (variable: string, reason: string, fix: string) => problems.push({ variable, reason, fix })
  if (PUBLIC_URL === undefined) need('PUBLIC_URL', 'is not set', 'set the https address that recipients open')
  else if (!isHttps(PUBLIC_URL) && !(AMAZON_ENV === 'sandbox' && isLoopback(PUBLIC_URL))) {
    need('PUBLIC_URL', 'is not https', 'put a TLS front before the service and set its https address')
  }
  if (PUBLIC_URL !== undefined && new URL(PUBLIC_URL).pathname !== '/') {
    need('PUBLIC_URL', 'has a path', 'give the service a host name of its own')
  }
  if (SESSION_SECRET === undefined)
    need('SESSION_SECRET', 'is not set', 'set what `openssl rand -base64 32` prints')
  if (EVIDENCE_KEY === undefined)
    need('EVIDENCE_KEY', 'is not set', 'set what `openssl rand -base64 32` prints and keep it for life')
  return [...problems, ...accounts.flatMap(insecureHosts), ...accounts.flatMap(emulatorLeftovers)]
}

function insecureHosts(account: AccountSettings): Problem[] {
  const overrides = ['INCENTIVES_URL', 'LWA_AUTHORIZE_URL', 'LWA_API_URL', 'AMAZON_WEBSITE_URL'] as const
  return overrides
    .filter(variable => account[variable] !== undefined && !isHttps(account[variable]))
    .map(variable => ({
      variable: labelled(variable, account.NAME),
      reason: 'is not https',
      fix: 'use an https address or remove it',
    }))
}

function emulatorLeftovers(account: AccountSettings): Problem[] {
  const secrets = [account.INCENTIVES_SECRET_ACCESS_KEY ?? '', account.LWA_CLIENT_SECRET ?? '']
  if (account.INCENTIVES_URL !== undefined || !secrets.some(secret => emulatorCredentials.includes(secret)))
    return []
  return [
    {
      variable: labelled('INCENTIVES_SECRET_ACCESS_KEY or LWA_CLIENT_SECRET', account.NAME),
      reason: "holds the emulator's well-known test value",
      fix: 'set the credential that Amazon gave you',
    },
  ]
}

function isHttps(url: string): boolean {
  return new URL(url).protocol === 'https:'
}

/** Hosts that only this machine can reach (RFC 6761: `localhost` and names below it). */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)$/.test(hostname)
}
