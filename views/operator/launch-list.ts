/** The launch checklist in plain words, for the page and the command line. */
import type { ShownStep, StepState } from '../../src/domain/launch-list.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'

export const stepStateWords: Readonly<Record<StepState, string>> = {
  passed: 'passed',
  failed: 'failed',
  done: 'done by hand',
  waived: 'waived',
  open: 'open',
  'not-applicable': 'not applicable',
}

/** Who does it, and how long it takes once begun. */
export function whoAndWhen({ who, businessDays }: Pick<ShownStep, 'who' | 'businessDays'>): string {
  if (businessDays === 0) return who
  return `${who}, about ${businessDays === 1 ? '1 business day' : `${businessDays} business days`}`
}

export type Summarized = {
  readonly account: PartnerAccount
  readonly steps: readonly ShownStep[]
  readonly blockers: readonly ShownStep[]
  readonly goLiveAt: Date
  readonly launchedAt: Date | null
}

/** Where it stands, in a sentence or two. */
export function launchSummary({ account, steps, blockers, goLiveAt, launchedAt }: Summarized): string[] {
  const count = (state: StepState) => steps.filter(step => step.state === state).length
  const counts = (Object.keys(stepStateWords) as StepState[])
    .filter(state => count(state) > 0 || state === 'failed')
    .map(state => `${count(state)} ${stepStateWords[state]}`)
  return [`${counts.join(', ')}.`, ...standing({ account, blockers, goLiveAt, launchedAt })]
}

function standing({ account, blockers, goLiveAt, launchedAt }: Omit<Summarized, 'steps'>): string[] {
  if (account.amazonEnv !== 'production')
    return [`Claims are open: in the ${account.amazonEnv} no money moves.`]
  if (launchedAt) return [`Open for claims since ${launchedAt.toISOString().slice(0, 10)}.`]
  if (blockers.length === 0) return ['Everything mandatory is green or waived: it can be opened for claims.']
  return [
    `Claims are shut: ${blockers.map(({ id }) => id).join(', ')}.`,
    `Earliest day to go live: ${goLiveAt.toISOString().slice(0, 10)}, if everything that is open begins today.`,
  ]
}

/** What stands for the address of the marketplace's portal, which Amazon does not publish. */
export function unknownPortal({ marketplace }: PartnerAccount): string {
  return `The address of the portal for ${marketplace} is not known to us: ask your account manager, and set PORTAL_URL.`
}
