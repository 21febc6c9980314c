/** Who the OpenID provider says somebody is, and which of its claims give a role. Nobody else gets in. */
import { DomainError } from './errors.ts'
import { parseRole, type Role, roles } from './staff.ts'

export type IdentityProvider = {
  /** Exactly as the provider writes it in its metadata and ID tokens. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly rules: readonly [RoleRule, ...RoleRule[]]
}

/** Whoever has this value in this claim has the role. */
export type RoleRule = { readonly claim: string; readonly value: string; readonly role: Role }

export type Claims = Readonly<Record<string, unknown>>

/**
 * Reads `groups:reward-operators=operator, email:ann@acme.example=viewer`. The role follows the last `=`, the value the
 * last `:` before it, because claims may be called like URLs. Throws `invalid-input`.
 */
export function parseRoleRules(text: string): IdentityProvider['rules'] {
  const [first, ...others] = text.split(',').map(parseRule)
  if (first) return [first, ...others]
  throw new Error('bug: a text has a first part')
}

function parseRule(text: string): RoleRule {
  const [, claim, value, role] = /^(\S+):([^:]+?)\s*=\s*(\w+)$/.exec(text.trim()) ?? []
  if (claim && value?.trim() && role) return { claim, value: value.trim(), role: parseRole(role) }
  throw new DomainError('invalid-input', 'each part must be claim:value=role')
}

/** The highest role that the claims give; null for somebody who has none. */
export function roleOf(rules: readonly RoleRule[], claims: Claims): Role | null {
  const given = rules.filter(rule => gives(rule, claims)).map(({ role }) => role)
  return roles.findLast(role => given.includes(role)) ?? null
}

function gives({ claim, value }: RoleRule, claims: Claims): boolean {
  const said = [Object.hasOwn(claims, claim) ? claims[claim] : []].flat()
  if (claim !== 'email') return said.includes(value)
  // At some providers people may claim any address that nobody has verified.
  return claims.email_verified === true && String(said).toLowerCase() === value.toLowerCase()
}
