/** People who work with the service, and what their role lets them do. */
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
