/**
 * A small OpenID provider over HTTP with keys of its own: metadata, an authorization endpoint that lets the chosen
 * person in at once, a token endpoint that checks client, code, redirect URI and PKCE, and its key set. It can also lie.
 */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

export type Person = Readonly<Record<string, unknown>> & { readonly sub: string }

/** What is wrong with the provider's answers; `slow` never answers, `away` answers 503. */
export type Lie =
  | 'alg-none'
  | 'away'
  | 'expired'
  | 'foreign-key'
  | 'hs256'
  | 'no-id-token'
  | 'other-issuer'
  | 'slow'
  | 'unsigned'
  | 'wrong-aud'
  | 'wrong-iss'
  | 'wrong-nonce'

export type OpenidProvider = {
  readonly issuer: string
  /** The variables of a service that trusts this provider with these rules. */
  env(roles: string): Record<string, string>
  /** Who signs in next, until somebody else is set. */
  person: Person
  lie: Lie | null
  /** What the authorization endpoint sends back in place of a code, such as `access_denied`. */
  error: string | null
  /** Paths that were asked, oldest first. */
  readonly asked: string[]
  /** Parameters of each authorization request. */
  readonly requests: URLSearchParams[]
}

const client = { id: 'the-service', secret: 'a secret / with signs: ü' }
type Grant = { readonly request: URLSearchParams; readonly person: Person }

export async function startOpenidProvider(t: TestContext): Promise<OpenidProvider> {
  const grants = new Map<string, Grant>()
  const keys = { own: newKey(), foreign: newKey() }
  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider: OpenidProvider = {
    issuer,
    env: roles => ({
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_ROLES: roles,
    }),
    person: { sub: 'ann-1', name: 'Ann Example' },
    lie: null,
    error: null,
    asked: [],
    requests: [],
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', issuer)
    provider.asked.push(url.pathname)
    if (provider.lie === 'slow') return
    if (provider.lie === 'away') return void res.writeHead(503, { 'content-type': 'text/html' }).end('away')
    if (url.pathname === '/.well-known/openid-configuration') return sendJson(res, 200, metadata())
    if (url.pathname === '/jwks') return sendJson(res, 200, { keys: [keys.own.jwk] })
    if (url.pathname === '/authorize') return authorize(url.searchParams, res)
    if (url.pathname === '/token') return token(req, res)
    res.writeHead(404).end()
  }

  const metadata = () => ({
    issuer: provider.lie === 'other-issuer' ? `${issuer}/other` : issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'groups'],
  })

  function authorize(request: URLSearchParams, res: ServerResponse): void {
    provider.requests.push(request)
    const back = new URL(request.get('redirect_uri') ?? '')
    back.searchParams.set('state', request.get('state') ?? '')
    if (provider.error) back.searchParams.set('error', provider.error)
    else {
      const code = randomBytes(16).toString('hex')
      grants.set(code, { request, person: provider.person })
      back.searchParams.set('code', code)
    }
    res.writeHead(303, { location: back.href }).end()
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = new URLSearchParams(await text(req))
    const grant = grants.get(body.get('code') ?? '')
    grants.delete(body.get('code') ?? '')
    if (!isClient(req.headers.authorization)) return sendJson(res, 401, { error: 'invalid_client' })
    if (!grant || !fits(grant.request, body)) return sendJson(res, 400, { error: 'invalid_grant' })
    const idToken = provider.lie === 'no-id-token' ? {} : { id_token: idTokenOf(grant) }
    sendJson(res, 200, { access_token: 'an access token', token_type: 'Bearer', expires_in: 60, ...idToken })
  }

  function idTokenOf({ request, person }: Grant): string {
    const { lie } = provider
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: lie === 'wrong-iss' ? 'https://elsewhere.example' : issuer,
      aud: lie === 'wrong-aud' ? 'another-service' : client.id,
      iat: lie === 'expired' ? now - 7_200 : now,
      exp: lie === 'expired' ? now - 3_600 : now + 300,
      nonce: lie === 'wrong-nonce' ? 'another nonce' : request.get('nonce'),
      ...person,
    }
    if (lie === 'alg-none') return `${part({ alg: 'none' })}.${part(claims)}.`
    if (lie === 'hs256') return hmacSigned(claims)
    const signed = signedWith(lie === 'foreign-key' ? keys.foreign.key : keys.own.key, claims)
    return lie === 'unsigned' ? signed.replace(/[^.]+$/, '') : signed
  }

  return provider
}

function newKey() {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }
  return { key, jwk }
}

function signedWith(key: KeyObject, claims: object): string {
  const signed = `${part({ alg: 'RS256', kid: 'key-1' })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** With the secret that both sides know, as if the algorithm were the client's choice. */
function hmacSigned(claims: object): string {
  const signed = `${part({ alg: 'HS256' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', client.secret).update(signed).digest('base64url')}`
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** RFC 6749 section 2.3.1: both are form-encoded before they are joined. */
function isClient(authorization = ''): boolean {
  const [scheme, encoded = ''] = authorization.split(' ')
  const parts = Buffer.from(encoded, 'base64').toString().split(':')
  const [id, secret] = parts.map(given => decodeURIComponent(given.replaceAll('+', ' ')))
  return scheme === 'Basic' && id === client.id && secret === client.secret
}

function fits(request: URLSearchParams, body: URLSearchParams): boolean {
  const verifier = body.get('code_verifier') ?? ''
  return (
    body.get('redirect_uri') === request.get('redirect_uri') &&
    request.get('code_challenge_method') === 'S256' &&
    createHash('sha256').update(verifier).digest('base64url') === request.get('code_challenge')
  )
}

function sendJson(res: ServerResponse, status: number, value: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
