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

/** Asked anew each time: a member signs in once in a while, and what was kept could be of yesterday. */
export async function discover(
  send: Send,
  { issuer, clientId, clientSecret }: IdentityProvider,
  deadlineMs: number,
): Promise<oauth.Configuration> {
  const signal = AbortSignal.timeout(deadlineMs)
  const config = await oauth.discovery(new URL(issuer), clientId, undefined, authenticate(clientSecret), {
    [oauth.customFetch]: (url, options) => fetchBy(send, url, options, signal),
    execute: [
      oauth.enableNonRepudiationChecks,
      // Configuration accepts http only for a provider on this machine.
      ...(issuer.startsWith('http:') ? [oauth.allowInsecureRequests] : []),
    ],
  })
  // The library lets some providers name another issuer, such as one for all of their tenants.
  if (config.serverMetadata().issuer !== issuer) throw new OtherIssuer()
  return config
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
