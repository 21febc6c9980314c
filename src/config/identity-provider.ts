/** The OpenID provider through which the staff may sign in: all of its variables, or none of them. */
import { DomainError } from '../domain/errors.ts'
import { type IdentityProvider, parseRoleRules } from '../domain/identity.ts'
import { isLoopback } from '../domain/loopback.ts'
import type { Problem } from './problem.ts'
import type { Settings } from './settings.ts'

const variables = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'] as const

/** `provider` is null when none is configured, and when there are problems. */
export function readIdentityProvider(settings: Settings): {
  readonly provider: IdentityProvider | null
  readonly problems: readonly Problem[]
} {
  const missing = variables.filter(variable => settings[variable] === undefined)
  if (missing.length === variables.length) return { provider: null, problems: [] }
  const problems = [...missing.map(isMissing), ...insecure(settings), ...unreadable(settings)]
  if (problems.length > 0) return { provider: null, problems }
  const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET = '', OIDC_ROLES = '' } = settings
  return {
    provider: {
      issuer: OIDC_ISSUER,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      rules: parseRoleRules(OIDC_ROLES),
    },
    problems,
  }
}

function isMissing(variable: (typeof variables)[number]): Problem {
  const reason = 'is not set, although other variables of the OpenID provider are'
  return { variable, reason, fix: `set all of ${variables.join(', ')}, or none` }
}

function insecure({ OIDC_ISSUER: issuer }: Settings): Problem[] {
  if (issuer === undefined || issuer.startsWith('https:') || isLoopback(issuer)) return []
  return [{ variable: 'OIDC_ISSUER', reason: 'is not https', fix: 'use the https address of the provider' }]
}

function unreadable({ OIDC_ROLES: text }: Settings): Problem[] {
  try {
    if (text !== undefined) parseRoleRules(text)
    return []
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const fix = 'write it like groups:reward-operators=operator,email:ann@acme.example=viewer'
    return [{ variable: 'OIDC_ROLES', reason: error.message, fix }]
  }
}
