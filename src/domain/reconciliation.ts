/**
 * Reconciliation: what this service says of one request id against what Amazon knows of it. Pure; reading both sides
 * is for others, and so is acting on what is found.
 */
import { canBecome, type DepositState } from './deposit.ts'
import type { Money } from './money.ts'

/** A claim link here, with its deposit when it has one. */
export type Ours = Money & {
  readonly claimLinkId: string
  readonly state: DepositState | 'unclaimed' | 'revoked' | 'rehearsal'
  /** Null while nobody has claimed it, or while the account of a reconciled deposit is not known. */
  readonly accountHash: string | null
}

/** Where a claim link stands: its deposit's state, or what stands for one. */
export function linkState(link: {
  readonly state: DepositState | null
  readonly revoked: boolean
  readonly rehearsal: boolean
}): Ours['state'] {
  if (link.state !== null) return link.state
  if (link.revoked) return 'revoked'
  return link.rehearsal ? 'rehearsal' : 'unclaimed'
}

/** What a source knows of one request id: its first record that says applied, and how many say so. */
export type Known = Money & {
  readonly requestId: string
  readonly accountHash: string | null
  readonly at: Date | null
  readonly times: number
}

export type DifferenceKind =
  | 'unknown-at-amazon'
  | 'not-deposited-here'
  | 'unclaimed-here'
  | 'revoked-here'
  | 'no-link-here'
  | 'amount'
  | 'currency'
  | 'account'
  | 'applied-twice'

/** What `close` makes of the link, so that it cannot be paid again. */
export type Closing = 'deposit' | 'claim' | 'review'

export type Difference = {
  readonly kind: DifferenceKind
  readonly requestId: string
  readonly ours: Ours | null
  readonly known: Known | null
  readonly closing: Closing | null
  readonly todo: string
}

/** Every difference between the two sides of one request id; at least one side is given. */
export function compare(requestId: string, ours: Ours | null, known: Known | null): Difference[] {
  const closing = known ? closingOf(ours, known) : null
  return kindsOf(ours, known).map(kind => ({
    kind,
    requestId,
    ours,
    known,
    closing,
    todo: closing && closes.has(kind) ? closingWords[closing] : todo[kind],
  }))
}

function kindsOf(ours: Ours | null, known: Known | null): DifferenceKind[] {
  if (!known) return ours?.state === 'deposited' ? ['unknown-at-amazon'] : []
  const twice: DifferenceKind[] = known.times > 1 ? ['applied-twice'] : []
  if (!ours) return ['no-link-here', ...twice]
  return [...stateKinds(ours.state), ...contradictions(ours, known), ...twice]
}

function stateKinds(state: Ours['state']): DifferenceKind[] {
  if (state === 'deposited') return []
  if (state === 'unclaimed') return ['unclaimed-here']
  return state === 'revoked' || state === 'rehearsal' ? ['revoked-here'] : ['not-deposited-here']
}

/** What the source says and this service says otherwise; an account that either does not know contradicts nothing. */
function contradictions(ours: Ours, known: Known): DifferenceKind[] {
  const sameCurrency = ours.currency === known.currency
  return [
    ...(sameCurrency ? [] : ['currency' as const]),
    ...(ours.amountMinor === known.amountMinor || !sameCurrency ? [] : ['amount' as const]),
    ...(differ(ours.accountHash, known.accountHash) ? ['account' as const] : []),
  ]
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}

/**
 * What closes the link, or null when nothing does or needs to. A SUCCESS is a fact whoever tells it; one that
 * contradicts what was consented to stops a deposit that would be sent again, and a person decides it.
 */
export function closingOf(ours: Ours | null, known: Known): Closing | null {
  if (!ours) return null
  const { state } = ours
  if (state === 'unclaimed') return 'claim'
  if (state === 'revoked' || state === 'rehearsal') return null
  const closing = contradictions(ours, known).length > 0 ? 'review' : 'deposit'
  return canBecome(state, closing === 'review' ? 'review' : 'deposited') ? closing : null
}

/** Kinds that a closing answers; the others stay for a person. */
const closes: ReadonlySet<DifferenceKind> = new Set(['not-deposited-here', 'unclaimed-here'])

const closingWords: Readonly<Record<Closing, string>> = {
  deposit: 'reconcile --close records it as deposited',
  claim: 'reconcile --close makes it claimed and deposited, so that nobody can claim it again',
  review: 'reconcile --close puts it in review, where nothing sends it again; then a person decides',
}

const todo: Readonly<Record<DifferenceKind, string>> = {
  'unknown-at-amazon': 'look for it in a newer or wider source; then ask Amazon with this request id',
  'not-deposited-here': 'decide it with evidence: Amazon says that it was applied',
  'unclaimed-here': 'keep it from being claimed again',
  'revoked-here': 'nobody can claim it; revoke its replacement too if that is still unclaimed',
  'no-link-here':
    'reconcile --close claims it where it is for another account of a refused link here; else find out who sent it: another system, or a database that was lost',
  amount: 'ask Amazon which amount was loaded',
  currency: 'ask Amazon which currency was loaded',
  account: 'ask Amazon which account was loaded',
  'applied-twice': 'ask Amazon: one request id must be applied once',
}
