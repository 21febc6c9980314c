/** People who work with the service, and what their role lets them do. */
import { isSamePerson, parseActor } from './audit.ts'
import { DomainError } from './errors.ts'

/** Each role may do what the ones before it may. */
export const roles = ['viewer', 'marketer', 'operator'] as const
export type Role = (typeof roles)[number]

export type Staff = { readonly id: string; readonly name: string; readonly role: Role }

/** Whether `role` includes what `needed` may do. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}

/** Throws `invalid-input`. */
export function parseRole(text: string): Role {
  const role = roles.find(known => known === text.trim().toLowerCase())
  if (role) return role
  throw new DomainError('invalid-input', `role: must be one of ${roles.join(', ')}`)
}

/** What the audit calls whoever acts without being signed in; no member may look like one of them. */
const reserved = [
  'a new member',
  'command line',
  'npm start',
  'QA page',
  'sign-in provider',
  'testplan',
  'the service',
]

/** How the audit will call a member: 1 to 80 printable characters. Throws `invalid-input`. */
export function parseMemberName(text: string): string {
  const name = parseName(text.normalize('NFKC'))
  if (!reserved.some(word => isSamePerson(word, name))) return name
  throw new DomainError('invalid-input', 'name: the service itself is called so; please use another one')
}

function parseName(text: string): string {
  try {
    return parseActor(text)
  } catch (cause) {
    throw new DomainError('invalid-input', 'name: must have 1 to 80 characters', { cause })
  }
}
