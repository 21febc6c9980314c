/**
 * Guards against the expensive mix-up: the emulator where real people come, or production on guesses. They look at
 * the variables as they were given, so that another problem of the same account hides none of them.
 */

import { isLoopback } from '../domain/loopback.ts'
import { type AmazonEnv, movesMoney } from '../domain/marketplace.ts'
import { type Env, labelled, type Problem } from './problem.ts'
import type { Settings } from './settings.ts'

const testKeyIds = ['AKIDEMULATORACTIVE01', 'AKIDEMULATORSPARE02', 'AKIDEMULATORRETIRED3']
const testKeySecrets = [
  'emulator-secret-access-key',
  'emulator-spare-secret-key',
  'emulator-retired-secret-key',
]

/** The emulator's well-known test values; any other credential beside the emulator is a real one. */
const testValues = {
  PARTNER_ID: ['Emul1'],
  INCENTIVES_ACCESS_KEY_ID: testKeyIds,
  INCENTIVES_SECRET_ACCESS_KEY: testKeySecrets,
  INCENTIVES_NEXT_ACCESS_KEY_ID: testKeyIds,
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: testKeySecrets,
  LWA_CLIENT_ID: ['amzn1.application-oa2-client.emulator'],
  LWA_CLIENT_SECRET: ['emulator-client-secret'],
} as const

/** `entries` are the partner accounts' variables and the plain ones, which may hold a secret that no account uses. */
export function checkGuards(settings: Settings, entries: readonly Env[]): Problem[] {
  if (settings.AMAZON_ENV === 'emulator')
    return [...publicEmulator(settings), ...entries.flatMap(realSecrets), ...entries.flatMap(productionHosts)]
  return [
    ...missingSettings(settings),
    ...insecurePublicUrl(settings),
    ...sharedSecret(settings),
    ...entries.flatMap(insecureHosts),
    ...entries.flatMap(testLeftovers),
    ...(settings.AMAZON_ENV === 'sandbox' ? entries.flatMap(productionHosts) : []),
  ]
}

function publicEmulator({ PUBLIC_URL, EMULATOR_ON_PUBLIC_URL }: Settings): Problem[] {
  if (PUBLIC_URL === undefined || isLoopback(PUBLIC_URL) || EMULATOR_ON_PUBLIC_URL === 'yes') return []
  const reason =
    'is public while AMAZON_ENV is emulator, so visitors would be promised money that never moves'
  const fix = 'set AMAZON_ENV=sandbox or production, or EMULATOR_ON_PUBLIC_URL=yes for a demonstration'
  return [{ variable: 'PUBLIC_URL', reason, fix }]
}

/** The guards that the pairs of a file must pass again whenever it changes. */
export function keyGuards(amazonEnv: AmazonEnv, entry: Env): Problem[] {
  const isKey = ({ variable }: Problem) => /_ACCESS_KEY/.test(variable)
  return (amazonEnv === 'emulator' ? realSecrets(entry) : testLeftovers(entry)).filter(isKey)
}

const keySecrets = ['INCENTIVES_SECRET_ACCESS_KEY', 'INCENTIVES_NEXT_SECRET_ACCESS_KEY'] as const
const keyIds = ['INCENTIVES_ACCESS_KEY_ID', 'INCENTIVES_NEXT_ACCESS_KEY_ID'] as const

function realSecrets(entry: Env): Problem[] {
  const reason = 'holds a real credential while AMAZON_ENV is emulator'
  const fix = 'remove it, or set AMAZON_ENV=sandbox or production'
  return ([...keySecrets, 'LWA_CLIENT_SECRET'] as const)
    .filter(variable => entry[variable] !== undefined && !isTestValue(entry, variable))
    .map(variable => ({ variable: labelled(variable, entry.NAME), reason, fix }))
}

function isTestValue(entry: Env, variable: keyof typeof testValues): boolean {
  return testValues[variable].some(value => value === entry[variable])
}

function missingSettings({ PUBLIC_URL, SESSION_SECRET, EVIDENCE_KEY }: Settings): Problem[] {
  const secretFix = 'set what `openssl rand -base64 32` prints'
  const rows = [
    ['PUBLIC_URL', PUBLIC_URL, 'set the https address that recipients open'],
    ['SESSION_SECRET', SESSION_SECRET, secretFix],
    ['EVIDENCE_KEY', EVIDENCE_KEY, `${secretFix}, and keep it: see EVIDENCE_KEY_PREVIOUS`],
  ] as const
  return rows
    .filter(([, value]) => value === undefined)
    .map(([variable, , fix]) => ({ variable, reason: 'is not set', fix }))
}

function insecurePublicUrl({ AMAZON_ENV, PUBLIC_URL }: Settings): Problem[] {
  if (PUBLIC_URL === undefined || isHttps(PUBLIC_URL) || (AMAZON_ENV === 'sandbox' && isLoopback(PUBLIC_URL)))
    return []
  return [
    {
      variable: 'PUBLIC_URL',
      reason: 'is not https',
      fix: 'put a TLS front before the service and set its https address',
    },
  ]
}

function sharedSecret({ SESSION_SECRET, EVIDENCE_KEY }: Settings): Problem[] {
  if (EVIDENCE_KEY === undefined || EVIDENCE_KEY !== SESSION_SECRET) return []
  const reason = 'is the same as SESSION_SECRET, and that one has to change from time to time'
  return [{ variable: 'EVIDENCE_KEY', reason, fix: 'set what `openssl rand -base64 32` prints' }]
}

function insecureHosts(entry: Env): Problem[] {
  return ['INCENTIVES_URL', 'LWA_AUTHORIZE_URL', 'LWA_API_URL', 'AMAZON_WEBSITE_URL']
    .filter(variable => entry[variable]?.startsWith('http:'))
    .map(variable => ({
      variable: labelled(variable, entry.NAME),
      reason: 'is not https',
      fix: 'use an https address or remove it',
    }))
}

/** Where a host is overridden the other side may well be an emulator, behind TLS. */
function testLeftovers(entry: Env): Problem[] {
  const incentives =
    entry.INCENTIVES_URL === undefined ? (['PARTNER_ID', ...keyIds, ...keySecrets] as const) : []
  const login = entry.LWA_API_URL === undefined ? (['LWA_CLIENT_ID', 'LWA_CLIENT_SECRET'] as const) : []
  return [...incentives, ...login]
    .filter(variable => isTestValue(entry, variable))
    .map(variable => ({
      variable: labelled(variable, entry.NAME),
      reason: "holds the emulator's well-known test value",
      fix: 'set what Amazon gave you',
    }))
}

/** Sandbox and emulator may assume facts of the contract, so nothing in them may reach real money. */
function productionHosts({ NAME, INCENTIVES_URL }: Env): Problem[] {
  if (!INCENTIVES_URL || !URL.canParse(INCENTIVES_URL) || !movesMoney(INCENTIVES_URL)) return []
  const reason = "is Amazon's production host while AMAZON_ENV is not production, so real money would move"
  return [
    { variable: labelled('INCENTIVES_URL', NAME), reason, fix: 'remove it, or set AMAZON_ENV=production' },
  ]
}

function isHttps(url: string): boolean {
  return new URL(url).protocol === 'https:'
}
