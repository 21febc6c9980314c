/** The provider as openid-client sees it: its metadata, how it wants to be asked, and what carries the requests. */
import * as oauth from 'openid-client'
import type { IdentityProvider } from '../domain/identity.ts'
import { OtherIssuer } from './refusal.ts'

/** Carries one request, ends with the signal, follows no redirect and takes no large answer. */
export type Send = (
  url: string,
  message: {
    readonly method: 'GET' | 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly signal: AbortSignal
  },
) => Promise<{
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}>

/** The provider as one step of a sign-in sees it, whose requests all end at the step's deadline. */
export type Discover = () => Promise<oauth.Configuration>

/** `deadlineMs` is for all requests of one step together, `elapsedMs` a clock that nobody sets. */
export type Timing = { readonly deadlineMs: number; readonly elapsedMs: () => number }

/** So that strangers who begin sign-ins by the thousand ask the provider once. */
const keptMs = 60_000

export function createDiscovery(
  send: Send,
  provider: IdentityProvider,
  { deadlineMs, elapsedMs }: Timing,
): Discover {
  let kept: { readonly metadata: oauth.ServerMetadata; readonly untilMs: number } | undefined
  return async () => {
    const signal = AbortSignal.timeout(deadlineMs)
    const carry: oauth.CustomFetch = (url, options) => fetchBy(send, url, options, signal)
    if (!kept || elapsedMs() > kept.untilMs)
      kept = { metadata: await metadataOf(provider, carry), untilMs: elapsedMs() + keptMs }
    const { clientId, clientSecret } = provider
    const config = new oauth.Configuration(kept.metadata, clientId, undefined, authenticate(clientSecret))
    config[oauth.customFetch] = carry
    for (const set of [oauth.enableNonRepudiationChecks, ...protocolOf(provider)]) set(config)
    return config
  }
}

async function metadataOf(
  provider: IdentityProvider,
  carry: oauth.CustomFetch,
): Promise<oauth.ServerMetadata> {
  const options = { [oauth.customFetch]: carry, execute: protocolOf(provider) }
  const found = await oauth.discovery(new URL(provider.issuer), provider.clientId, {}, oauth.None(), options)
  const metadata = found.serverMetadata()
  // The library lets some providers name another issuer, such as one for all of their tenants.
  if (metadata.issuer === provider.issuer) return metadata
  throw new OtherIssuer()
}

/** Configuration accepts http only for a provider on this machine. */
function protocolOf({ issuer }: IdentityProvider): (typeof oauth.allowInsecureRequests)[] {
  return issuer.startsWith('http:') ? [oauth.allowInsecureRequests] : []
}

/** As the provider wants it; the standard's default is the header. */
function authenticate(clientSecret: string): oauth.ClientAuth {
  const [inBody, inHeader] = [oauth.ClientSecretPost(clientSecret), oauth.ClientSecretBasic(clientSecret)]
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const method = methods.includes('client_secret_basic') ? inHeader : inBody
    method(server, client, body, headers)
  }
}

/** Many providers tell groups only to whom asks for them, and others refuse a scope that they do not know. */
export function scopeOf(
  { rules }: IdentityProvider,
  { scopes_supported: known }: oauth.ServerMetadata,
): string {
  const groups = known?.includes('groups') && rules.some(({ claim }) => claim === 'groups')
  return groups ? 'openid profile email groups' : 'openid profile email'
}

async function fetchBy(
  send: Send,
  url: string,
  { method, headers, body }: oauth.CustomFetchOptions,
  signal: AbortSignal,
): Promise<Response> {
  const message = {
    method: method === 'POST' ? 'POST' : 'GET',
    headers,
    body: String(body ?? ''),
    signal,
  } as const
  const reply = await send(url, message)
  return new Response(reply.text, { status: reply.status, headers: reply.headers })
}
