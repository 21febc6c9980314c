// The authorization request of RFC 6749 section 4.1.1 with PKCE (RFC 7636) and Amazon's `scope_data`: read,
// and judged in Amazon's two classes. Answering it, with a page or a redirect, is authorize.ts.

import { isRecord } from '../incentives/json.ts'
import { CLIENT_ID, isRegistered } from './login-client.ts'
import { isScope } from './scope.ts'

export interface AuthorizationRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** The scopes that `scope_data` calls not essential: the person may leave them out. */
  readonly voluntary: ReadonlySet<string>
  readonly state: string | null
  readonly challenge: string | null
  readonly challengeMethod: 'S256' | 'plain'
}

/** An error in terms of RFC 6749 section 4.1.2.1, for the client to hear. */
export interface Objection {
  readonly error: string
  readonly description: string
  readonly fragment?: string
}

/** Why Amazon would not even redirect: the reason its own page gives, or null. */
export function distrust(query: URLSearchParams): string | null {
  if (query.getAll('client_id').length > 1 || query.get('client_id') !== CLIENT_ID) return 'Unknown client id'
  if (query.getAll('redirect_uri').length > 1 || !isRegistered(query.get('redirect_uri') ?? '')) {
    return 'The redirect URI you provided has not been whitelisted for your application: see Allowed Return URLs'
  }
  return null
}

/** What the client is told about its request, or null. Parameters that nobody knows are ignored. */
export function object(query: URLSearchParams): Objection | null {
  const missing = ['response_type', 'scope'].find(name => !query.get(name))
  if (missing) return invalid(`The request is missing a required parameter : ${missing}`)
  const repeated = PARAMETERS.find(name => query.getAll(name).length > 1)
  if (repeated) return invalidParameter(repeated)
  if (query.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'The response type is not supported' }
  }
  const { scopes } = readRequest(query)
  if (scopes.length === 0 || !scopes.every(isScope)) {
    return { error: 'invalid_scope', description: 'An unknown scope was requested', fragment: '#' }
  }
  if (readScopeData(query) === null) return invalidParameter('scope_data')
  return objectToChallenge(query.get('code_challenge'), query.get('code_challenge_method') ?? 'plain')
}

/** The request that neither check has anything against. */
export function readRequest(query: URLSearchParams): AuthorizationRequest {
  const scopes = (query.get('scope') ?? '').split(' ').filter(scope => scope !== '')
  const scopeData = Object.entries(readScopeData(query) ?? {})
  return {
    redirectUri: query.get('redirect_uri') ?? '',
    scopes: [...new Set(scopes)],
    voluntary: new Set(scopeData.flatMap(([scope, { essential }]) => (essential ? [] : [scope]))),
    state: query.get('state'),
    challenge: query.get('code_challenge'),
    challengeMethod: query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain',
  }
}

/** Those that may not come twice (RFC 6749 section 3.1) and are told by redirect. */
const PARAMETERS = [
  'response_type',
  'scope',
  'scope_data',
  'state',
  'code_challenge',
  'code_challenge_method',
]

type ScopeData = Readonly<Record<string, { readonly essential: boolean }>>

/** Null: not the JSON object, keyed by scope, that Amazon documents. */
function readScopeData(query: URLSearchParams): ScopeData | null {
  try {
    const data: unknown = JSON.parse(query.get('scope_data') || '{}')
    return isScopeData(data) ? data : null
  } catch {
    return null
  }
}

function isScopeData(data: unknown): data is ScopeData {
  const isEntry = (entry: unknown) => isRecord(entry) && typeof entry.essential === 'boolean'
  return isRecord(data) && Object.values(data).every(isEntry)
}

/** RFC 7636 section 4.2: S256 makes 43 characters; plain allows 43 to 128. */
function objectToChallenge(challenge: string | null, method: string): Objection | null {
  if (method !== 'S256' && method !== 'plain') return invalidParameter('code_challenge_method')
  const form = method === 'S256' ? /^[\w-]{43}$/ : /^[\w.~-]{43,128}$/
  return challenge === null || form.test(challenge) ? null : invalidParameter('code_challenge')
}

/** These descriptions are assumed; that of invalid_scope was observed, with its empty fragment. */
function invalidParameter(name: string): Objection {
  return invalid(`The request has an invalid parameter : ${name}`)
}

function invalid(description: string): Objection {
  return { error: 'invalid_request', description }
}
