// The scopes of Login with Amazon: which exist, what each discloses of a person, which need consent.

import type { Account } from './account.ts'

/** What an application that holds this scope reads of an account beside its user id; null is not on file. */
export function disclosed(scope: string, account: Account): Readonly<Record<string, string | null>> {
  return DISCLOSURES[scope]?.(account) ?? {}
}

/** True for the scopes that exist. */
export function isScope(scope: string): boolean {
  return Object.hasOwn(DISCLOSURES, scope)
}

/** True for scopes that disclose personal data; only they are asked about on a consent page. */
export function isPersonal(scope: string): boolean {
  return scope === 'profile' || scope === 'postal_code'
}

const DISCLOSURES: Readonly<Record<string, (account: Account) => Record<string, string | null>>> = {
  profile: ({ name, email }) => ({ name, email }),
  'profile:user_id': () => ({}),
  postal_code: ({ postalCode }) => ({ postal_code: postalCode }),
}
