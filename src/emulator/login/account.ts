// The cast of test accounts a person can sign in with. What they were paid is the ledger's affair.

/** A test account at the emulated Amazon; `userId` never changes, so it may be written down in tests. */
export interface Account {
  readonly key: string
  readonly userId: string
  readonly name: string | null
  readonly email: string | null
  readonly postalCode: string
  readonly about: string
}

/** Every test account, in the order the sign-in page shows them. */
export const ACCOUNTS: readonly Account[] = [
  account('jane', 'AEJANEDOEQ2X7KLMN4RSTUVWYZ23', 'Jane Doe', 'A customer in good standing'),
  account('john', 'AEJOHNSMITH5BCDF3GHKLMPQRT67', 'John Smith', 'A second customer in good standing'),
  account('maria', 'AEMARIAQ4STUV5WXYZ6ABCDEFG72', 'María José Nuñez 山田', 'A name outside ASCII'),
  account('markup', 'AEMARKUP7HIJK2LMNO3PQRSTUV45', '<b>Bobby</b> & "Sons"', 'A name with HTML markup'),
  account(
    'blocked',
    'AEBLOCKED3WXYZ4ABCD5EFGHIJ67',
    'Blanca Blocked',
    'Loads answer F300 CustomerAccountBlocked',
  ),
  {
    ...account('noname', 'AENQNAME6KLMN7QPQR2STUVWXY34', '', 'A profile without name or email'),
    name: null,
    email: null,
  },
]

/** The account with this key, if there is one. */
export function findAccount(key: string | null | undefined): Account | undefined {
  return ACCOUNTS.find(candidate => candidate.key === key)
}

/** What a page calls an account that may have no name. */
export function displayName(someone: Account): string {
  return someone.name ?? '(no name)'
}

function account(key: string, id: string, name: string, about: string): Account {
  const email = `${key}@example.com`
  return { key, userId: `amzn1.account.${id}`, name, email, postalCode: '98109', about }
}
