/** Why a partner account is on hold and what ends it, in plain words: for the command line and for the pages. */
import type { HoldReason } from '../../src/domain/partner-account.ts'

export type HoldWords = {
  /** What happened. */
  readonly why: string
  /** What a person has to do. */
  readonly todo: string
}

/**
 * Every hold spares the recipients: they read that their claim is safe and nothing is to do. `release` is what a person
 * does to end one that no probe ends: a command, or a press. `proven` is whether one after a restore has been proven.
 */
export function holdWords(reason: HoldReason, release: string, proven = false): HoldWords {
  const { why, todo, byHand } = proven ? provenWords : words[reason]
  return { why, todo: byHand ? `${todo}; then ${release}.` : todo }
}

/** What happened. */
export function whyHeld(reason: HoldReason): string {
  return words[reason].why
}

type Words = HoldWords & { readonly byHand?: true }

const provenWords: Words = {
  why: 'The database was restored, and Amazon’s records have told all that it may have forgotten.',
  todo: 'Nothing is left to compare, and it can be released',
  byHand: true,
}

const words: Readonly<Record<HoldReason, Words>> = {
  funds: {
    why: 'Amazon says that the funds are used up or a limit of issuing is reached.',
    todo: 'Add funds at Amazon’s Incentives portal; the next probe notices it by itself.',
  },
  contract: {
    why: 'Amazon does not accept what is sent: partner id, program, currency, amount unit or account type.',
    todo: 'Compare the settings with the contract, correct them, restart, and give deposits that were never applied new bytes with “deposit rebuild”; the next probe notices it by itself.',
  },
  echo: {
    why: 'Amazon reported a success for another request id or amount than was sent, or left out what the contract promises.',
    todo: 'Find out at Amazon what was deposited before anything else is sent',
    byHand: true,
  },
  credentials: {
    why: 'Amazon does not accept the access key or the signature.',
    todo: 'See which key is refused (“keys list”), mend key, secret or region in the configuration, and restart where it is no keys file; the next probe notices it by itself.',
  },
  clock: {
    why: 'This machine’s clock differs too much from Amazon’s.',
    todo: 'Set the clock (NTP); the next probe notices it by itself.',
  },
  outage: {
    why: 'Amazon has not given a clear answer for many calls in a row.',
    todo: 'Nothing, unless only this installation is affected: then check its network. The next probe notices the end by itself.',
  },
  operator: {
    why: 'Somebody put it on hold.',
    todo: 'Wait until the reason is gone',
    byHand: true,
  },
  restore: {
    why: 'The database may be older than what was sent from it, so a deposit that it has forgotten could be paid again.',
    todo: 'Run “reconcile --close” against what Amazon knows',
    byHand: true,
  },
}
