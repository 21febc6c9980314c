/** Running the plan: one case after the other, each with a scene of its own, each with a verdict whatever happens. */
import type { Case, Family } from './case.ts'
import { errorCases } from './cases/error.ts'
import { giftCardCases } from './cases/gift-card.ts'
import { journeyCases } from './cases/journey.ts'
import { loadCases } from './cases/load.ts'
import { misleadingCases } from './cases/misleading.ts'
import { mockCodeCases } from './cases/mock-code.ts'
import { operationCases } from './cases/operation.ts'
import { Ending, notRun } from './ending.ts'
import { whyForbidden } from './fence.ts'
import { createMask, type Mask } from './mask.ts'
import type { CaseResult, Step, Verdict } from './result.ts'
import { createPace, createScene, type Scene } from './scene.ts'
import type { Stage } from './stage.ts'

export const families: readonly Family[] = [
  { name: 'Login and Receive: LoadAmazonBalance', cases: loadCases },
  { name: 'Mock codes', cases: mockCodeCases },
  { name: 'Errors and limits', cases: [...errorCases, ...misleadingCases] },
  { name: 'Gift cards on demand', cases: giftCardCases },
  { name: 'Other operations', cases: operationCases },
  { name: 'The whole claim', cases: journeyCases },
]

/** Hears of the cases that were asked for. */
export type Progress = { started(each: Case): void; ended(result: CaseResult): void }

/**
 * Runs the cases named in `only`, or all. A case that is left out is in the result, with the reason, and so are those
 * that `stopped` cuts short or keeps from starting.
 */
export async function runPlan(
  stage: Stage,
  only: readonly string[] | null,
  progress: Progress,
  stopped: AbortSignal,
): Promise<CaseResult[]> {
  const mask = createMask(stage.account)
  const pace = createPace(stage, stage.callsPerSecond)
  const results: CaseResult[] = []
  for (const { name, each } of families.flatMap(({ name, cases }) => cases.map(each => ({ name, each })))) {
    const asked = only === null || only.includes(each.id)
    const leftOut = asked ? whyLeftOut(stage, each, stopped) : notAsked
    if (asked && !stopped.aborted) progress.started(each)
    const result = await runCase(each, name, createScene(stage, mask, pace), mask, leftOut, stopped)
    if (asked && !stopped.aborted) progress.ended(result)
    results.push(result)
  }
  return results
}

const notAsked = 'it was not among the cases asked for'
const interrupted = 'the run was stopped'

function whyLeftOut({ account }: Stage, { id }: Case, stopped: AbortSignal): string | null {
  return stopped.aborted ? interrupted : whyForbidden(account, id)
}

/** Ids that no case has, for a message to whoever named them. */
export function unknownIds(ids: readonly string[]): string[] {
  const known = families.flatMap(({ cases }) => cases.map(({ id }) => id))
  return ids.filter(id => !known.includes(id))
}

async function runCase(
  each: Case,
  family: string,
  scene: Scene,
  mask: Mask,
  leftOut: string | null,
  stopped: AbortSignal,
): Promise<CaseResult> {
  const at = new Date()
  const ending = leftOut === null ? await endingOf(each, scene, stopped) : notRun(leftOut)
  const { id, title, source, expected, check } = each
  const verdict: Verdict = ending?.verdict ?? 'passed'
  const words = ending && mask(ending.message)
  const failed = verdict === 'failed'
  return {
    ...{ id, family, title, source, verdict },
    reason: failed ? null : (words ?? null),
    expected: failed && ending?.expected ? `${expected} Here: ${mask(ending.expected)}.` : expected,
    came: failed ? (words ?? null) : null,
    ...{ check: failed && wasThrottled(scene) ? `${otherCaller} ${check}` : check },
    ...{ at: at.toISOString(), durationMs: sum(scene.steps()), steps: scene.steps() },
  }
}

const otherCaller =
  'Whether another test plan or a service calls with this partner id at the same time: the limit is one for all.'

function wasThrottled(scene: Scene): boolean {
  const answers = scene.steps().flatMap(({ exchanges }) => exchanges.map(({ answer }) => answer?.body ?? ''))
  return /Rate exceeded/.test(answers.at(-1) ?? '')
}

/** Without the waiting between calls. */
function sum(steps: readonly Step[]): number {
  return steps.reduce((total, { durationMs }) => total + durationMs, 0)
}

/** Null when the case passed. A bug of the plan itself ends the case as failed, and the plan goes on. */
async function endingOf(each: Case, scene: Scene, stopped: AbortSignal): Promise<Ending | null> {
  try {
    await each.run(scene)
    return null
  } catch (error) {
    if (stopped.aborted) return notRun(interrupted)
    if (error instanceof Ending) return error
    return new Ending('failed', error instanceof Error ? error.message : String(error))
  }
}
