// The one registered client of the emulated Login with Amazon. Well known: its secret protects nothing.

import { timingSafeEqual } from 'node:crypto'

export const CLIENT_ID = 'amzn1.application-oa2-client.emulator'
export const APP_ID = 'amzn1.application.emulator'

/** What people are shown of the client's security profile. */
export const SECURITY_PROFILE = {
  name: 'Login and Receive',
  privacyNotice: 'https://example.com/privacy',
} as const

const CLIENT_SECRET = 'emulator-client-secret'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1'])

/** True for the client's own id and secret. */
export function isClient(id: string | null, secret: string | null): boolean {
  return id === CLIENT_ID && secret !== null && isSecret(secret)
}

/** Every http and https return URL on this machine counts as registered, at any port. */
export function isRegistered(redirectUri: string): boolean {
  // A redirect carries it as it is, and a header holds nothing but printable ASCII.
  if (!/^[\x21-\x7e]+$/.test(redirectUri) || redirectUri.includes('#')) return false
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : null
  return url?.username === '' && /^https?:$/.test(url.protocol) && LOOPBACK.has(url.hostname)
}

function isSecret(secret: string): boolean {
  const given = Buffer.from(secret)
  const right = Buffer.from(CLIENT_SECRET)
  return given.length === right.length && timingSafeEqual(given, right)
}
