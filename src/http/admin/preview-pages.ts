/** Every page that a recipient of a campaign can come to, with made-up facts where only a claim would bring real ones. */
import { showReal } from '../../../views/campaign/real.ts'
import { showConfirm } from '../../../views/claim/confirm.ts'
import { type Status, showStatus } from '../../../views/claim/status.ts'
import { type ClosedReason, showClosed } from '../../../views/claim-link/closed.ts'
import type { Page } from '../../../views/layout.ts'
import { showTrouble, type TroubleKind } from '../../../views/sign-in/trouble.ts'
import { showWrongAccount } from '../../../views/sign-in/wrong-account.ts'
import type { Wait } from '../../domain/queue.ts'
import type { Claim } from '../../services/claim.ts'
import { claimFacts, previewLink } from '../claim-link.ts'
import type { Web } from '../web.ts'

/** No address of a preview leads anywhere. */
const nowhere = '#'

type Sample = { readonly web: Web; readonly page: Page; readonly claim: Claim }
type Draw = (sample: Sample) => string
/** What the staff reads, and how it is drawn. */
type State = readonly [label: string, draw: Draw]

const status =
  (change: Partial<Status>): Draw =>
  ({ page, claim }) =>
    showStatus(page, {
      ...claimFacts(claim),
      ...{ state: 'pending', wait: null, byOther: false, own: true, decidedAt: null, retry: null },
      ...{ timeZone: claim.campaign.timeZone, selfPath: nowhere },
      ...change,
    })

const waiting = (wait: Wait) => status({ wait })

const refused: Draw = sample => {
  const retry = sample.claim.campaign.anotherAccount ? { retryPath: nowhere, csrfToken: 'x' } : null
  return status({ state: 'refused', decidedAt: sample.claim.readAt, retry })(sample)
}

const closed =
  (reason: ClosedReason): Draw =>
  ({ page, claim: { campaign } }) =>
    showClosed(page, { ...campaign, reason })

const trouble =
  (kind: TroubleKind): Draw =>
  ({ page }) =>
    showTrouble(page, kind, nowhere)

const confirm: Draw = ({ page, claim }) => {
  const initials = claim.account.login.scope === 'profile' ? 'J… D…' : null
  const form = { confirmPath: nowhere, wrongAccountPath: nowhere, csrfToken: 'x', stale: false }
  return showConfirm(page, { ...claimFacts(claim), initials, ...form })
}

const real: Draw = ({ page, claim: { campaign, account } }) => {
  const signInHost = new URL(account.login.authorizeUrl).host
  return showReal({ ...page, withoutClaim: true }, { ...campaign, closed: null, signInHost })
}

const open: Draw = ({ web, page, claim }) => previewLink(web, page, claim, nowhere)
const deposited =
  (own: boolean): Draw =>
  sample =>
    status({ state: 'deposited', own, decidedAt: sample.claim.readAt })(sample)

export const previewStates = {
  open: ['The link is opened', open],
  confirm: ['Signed in: check and confirm', confirm],
  'wrong-account': [
    '“Wrong account?” was pressed',
    ({ page, claim }) => showWrongAccount(page, claimFacts(claim).accountUrl),
  ],
  sending: ['Claimed: being sent', waiting({ kind: 'sending' })],
  again: ['Claimed: sent, and not confirmed yet', waiting({ kind: 'again' })],
  'in-line': ['Claimed: waiting in line', waiting({ kind: 'in-line', before: 1_200, leftMs: 120_000 })],
  held: ['Claimed: deposits are paused', waiting({ kind: 'held' })],
  deposited: ['Deposited', deposited(true)],
  'deposited-anyone': ['Deposited, seen by somebody else', deposited(false)],
  refused: ['Refused by Amazon', refused],
  review: ['In doubt: being checked', status({ state: 'review' })],
  other: ['Claimed with another account', status({ byOther: true, own: false })],
  rehearsed: ['A rehearsal is done', status({ state: 'rehearsed' })],
  'not-launched': ['Not launched yet', closed('not-launched')],
  'not-yet-open': ['Not open yet', closed('not-yet-open')],
  'not-ready': ['The list is not confirmed yet', closed('not-ready')],
  'not-live': ['Production is not open yet', closed('not-live')],
  paused: ['Paused', closed('paused')],
  expired: ['Expired', closed('expired')],
  ended: ['Ended by you', closed('ended')],
  revoked: ['The link was revoked', closed('revoked')],
  replaced: ['The link was replaced', closed('replaced')],
  'budget-used-up': ['The budget is used up', closed('budget-used-up')],
  'person-limit': ['One person has enough', closed('person-limit')],
  checking: ['Records are being checked', closed('checking')],
  real: ['“Is this real?”', real],
  cancelled: ['The sign-in was cancelled', trouble('cancelled')],
  unavailable: ['Amazon does not answer the sign-in', trouble('unavailable')],
  rejected: ['Amazon did not complete the sign-in', trouble('rejected')],
} as const satisfies Record<string, State>
export type PreviewState = keyof typeof previewStates

export function isPreviewState(name: string): name is PreviewState {
  return Object.hasOwn(previewStates, name)
}

/** The page in that state, a whole document. */
export function drawPreview(state: PreviewState, sample: Sample): string {
  const [, draw] = previewStates[state]
  return draw(sample)
}
