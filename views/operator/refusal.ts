/** Why Amazon refused a deposit for good, and what can be done, in plain words. */

export type RefusalWords = { readonly why: string; readonly todo: string }

const amount: RefusalWords = {
  why: 'Amazon does not take this amount.',
  todo: 'Compare the amount with the limits of your contract; issue a new link with one that fits.',
}

const words: Readonly<Record<string, RefusalWords>> = {
  UnknownCustomer: {
    why: 'Amazon knows no such account in this country.',
    todo: 'The recipient needs an Amazon account of this marketplace: let them try another one.',
  },
  CustomerAccountBlocked: {
    why: 'Amazon has blocked this account for deposits.',
    todo: 'Only Amazon can tell the recipient why: let them ask there, or try another account.',
  },
  InvalidAmountValue: amount,
  NegativeOrZeroAmount: amount,
  MaxAmountExceeded: { ...amount, why: 'The amount is more than Amazon takes.' },
  AmountBelowMinThreshold: { ...amount, why: 'The amount is less than Amazon takes.' },
  FractionalAmountNotAllowed: { ...amount, why: 'Amazon takes whole amounts only.' },
}

/** `reason` is Amazon's word for the error, or what a person wrote down. */
export function refusalWords(reason: string): RefusalWords {
  return (
    words[reason] ?? {
      why: 'It was refused for another reason.',
      todo: 'Open the story of one of these links: it says what was answered and by whom it was decided.',
    }
  )
}
