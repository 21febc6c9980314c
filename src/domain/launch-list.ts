/** The launch checklist of one partner account: what each step comes to, what is missing, and the earliest day to go live. */
import { addBusinessDays } from './business-day.ts'
import { type Finding, open } from './finding.ts'
import { type LaunchGroup, type LaunchStep, launchSteps } from './launch-step.ts'
import type { AmazonEnv } from './marketplace.ts'

/** What a person said of a step, or the record that somebody handed in. */
export type Mark = {
  readonly step: string
  readonly kind: 'done' | 'waived' | 'attached'
  readonly by: string
  readonly note: string
  readonly at: Date
}

export type StepState = 'passed' | 'failed' | 'done' | 'waived' | 'open' | 'not-applicable'

export type ShownStep = LaunchStep & {
  readonly state: StepState
  readonly says: string
  readonly fix: string | null
  readonly mark: Mark | null
}

type Known = {
  readonly amazonEnv: AmazonEnv
  /** By step. */
  readonly findings: ReadonlyMap<string, Finding>
  readonly marks: ReadonlyMap<string, Mark>
}

/** Every step in order. A waiver covers what failed and what is open; a passed check needs none. */
export function listSteps(known: Known): ShownStep[] {
  return launchSteps.map(step => ({ ...step, ...stateOf(step, known) }))
}

function stateOf(step: LaunchStep, { amazonEnv, findings, marks }: Known): Omit<ShownStep, keyof LaunchStep> {
  const mark = marks.get(step.id) ?? null
  if (!step.in.includes(amazonEnv))
    return { state: 'not-applicable', says: `Only in ${step.in.join(' and ')}.`, fix: null, mark: null }
  const { result, says, fix } = findings.get(step.id) ?? unmarked(step)
  if (result === 'passed' || result === 'not-applicable') return { state: result, says, fix: null, mark }
  if (mark?.kind === 'waived') return { state: 'waived', says, fix, mark }
  if (mark && step.evidence !== 'checked')
    return { state: mark.kind === 'attached' ? 'passed' : 'done', says: mark.note, fix: null, mark }
  return { state: result, says, fix, mark }
}

function unmarked({ id, evidence }: LaunchStep): Finding {
  const fix =
    evidence === 'attached'
      ? 'Hand the file in on the page or with “launch attach FILE --by NAME”.'
      : `Do it, then say so on the page or with “launch done ${id} --by NAME --note TEXT”.`
  return open('Nobody has said so yet.', fix)
}

/** What keeps production shut: every mandatory step that is neither green nor waived. */
export function blockers(steps: readonly ShownStep[]): ShownStep[] {
  return steps.filter(step => step.mandatory && isUndone(step))
}

/** The mandatory steps that failed: what makes `doctor` fail. */
export function failures(steps: readonly ShownStep[]): ShownStep[] {
  return steps.filter(({ mandatory, state }) => mandatory && state === 'failed')
}

/**
 * The earliest day on which everything can be done, if all begins at `now`: the steps of a part go on side by side, funding
 * beside the integration, and the other parts one after the other.
 */
export function earliestGoLive(steps: readonly ShownStep[], now: Date): Date {
  const longest = (group: LaunchGroup) =>
    Math.max(
      0,
      ...steps.filter(step => step.group === group && isUndone(step)).map(step => step.businessDays),
    )
  const days = longest('start') + Math.max(longest('integrate'), longest('fund')) + longest('launch')
  return addBusinessDays(now, days)
}

/** Neither green nor waived, nor without meaning here. */
export function isUndone({ state }: Pick<ShownStep, 'state'>): boolean {
  return state === 'open' || state === 'failed'
}
