// The cast of test accounts a person can sign in with. What they were paid is the ledger's affair.

/** A test account at the emulated Amazon; `userId` never changes, so it may be written down in tests. */
export interface Account {
  readonly key: string
  readonly userId: string
  readonly name: string | null
  readonly email: string | null
  readonly postalCode: string
  readonly about: string
  /** What is special about signing in: an account must be created first, or consent is never given. */
  readonly signIn?: 'registers' | 'declines'
  /** The type of the Incentives error that every load answers; loads are fine when it is absent. */
  readonly loadError?: string
}

/** Every test account, in the order the sign-in page shows them. */
export const ACCOUNTS: readonly Account[] = [
  account('jane', 'AEJANEDOEQ2X7KLMN4RSTUVWYZ23', 'Jane Doe', 'A customer in good standing'),
  account('john', 'AEJOHNSMITH5BCDF3GHKLMPQRT67', 'John Smith', 'A second customer in good standing'),
  account('maria', 'AEMARIAQ4STUV5WXYZ6ABCDEFG72', 'María José Nuñez 山田', 'A name outside ASCII'),
  account(
    'newcomer',
    'AENEWCOMER2ABC3DEF4GHI5JKL67',
    'Nora Newcomer',
    'Creates an account first, every time',
    {
      signIn: 'registers',
    },
  ),
  account('noname', 'AENQNAME6KLMN7QPQR2STUVWXY34', '', 'A profile without name or email', {
    name: null,
    email: null,
  }),
  account('markup', 'AEMARKUP7HIJK2LMNO3PQRSTUV45', '<b>Bobby</b> & "Sons"', 'A name with HTML markup'),
  account('decliner', 'AEDECLINER7WXY6ZAB5CDE4FGH3I', 'Dan Decliner', 'Declines consent: access_denied', {
    signIn: 'declines',
  }),
  account(
    'blocked',
    'AEBLOCKED3WXYZ4ABCD5EFGHIJ67',
    'Blanca Blocked',
    'Loads answer F300 CustomerAccountBlocked',
    { loadError: 'CustomerAccountBlocked' },
  ),
  // Accounts of some marketplaces are no customers of the others, hence "unknown" (assumed).
  account(
    'abroad',
    'AEABROADQRST2UVWX3YZAB4CDEF5',
    'Akira Abroad',
    'Customer of another marketplace: loads answer F300 UnknownCustomer',
    { loadError: 'UnknownCustomer' },
  ),
]

/** The account with this key, if there is one. */
export function findAccount(key: string | null | undefined): Account | undefined {
  return ACCOUNTS.find(candidate => candidate.key === key)
}

/** What a page calls an account that may have no name. */
export function displayName(someone: Account): string {
  return someone.name ?? '(no name)'
}

function account(key: string, id: string, name: string, about: string, rest: Partial<Account> = {}): Account {
  const email = `${key}@example.com`
  return { key, userId: `amzn1.account.${id}`, name, email, postalCode: '98109', about, ...rest }
}
