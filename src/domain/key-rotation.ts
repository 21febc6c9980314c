/**
 * The rotation of an access key, step by step as Amazon's integration guide has it: make a second one, update and validate
 * every application, deactivate the first, validate, delete it. Where it stands follows from what is known of both keys.
 */
import { isProven, isRefused, type KeyFacts, mostDays } from './access-key.ts'

export type StepName = 'create' | 'load' | 'prove' | 'switch' | 'deactivate' | 'validate' | 'delete'

export type Step = {
  readonly name: StepName
  readonly state: 'done' | 'now' | 'later'
}

/** One of the two keys, as all processes have it. */
export type RotatedKey = {
  readonly facts: KeyFacts
  /** How many running processes have it, of how many. */
  readonly loadedBy: number
  readonly processes: number
  /** It is the one to sign, and how many running processes sign with it. */
  readonly chosen: boolean
  readonly signedBy: number
}

export type Pair = { readonly old: RotatedKey; readonly fresh: RotatedKey | null }

/** The steps in their order; the first that is not done is the one to do now. */
export function rotationSteps({ old, fresh }: Pair): Step[] {
  const done = fresh ? doneSteps(old, fresh) : []
  const names: readonly StepName[] = ['create', 'load', 'prove', 'switch', 'deactivate', 'validate', 'delete']
  const now = names.findIndex(name => !done.includes(name))
  return names.map((name, index) => ({ name, state: stateOf(index, now) }))
}

function stateOf(index: number, now: number): Step['state'] {
  if (index === now) return 'now'
  return index < now ? 'done' : 'later'
}

function doneSteps(old: RotatedKey, fresh: RotatedKey): StepName[] {
  const validated =
    isRefused(old.facts) && fresh.facts.provenAt !== null && fresh.facts.provenAt > (old.facts.refusedAt ?? 0)
  const steps: ReadonlyArray<readonly [StepName, boolean]> = [
    ['create', true],
    ['load', fresh.processes > 0 && fresh.loadedBy === fresh.processes],
    ['prove', isProven(fresh.facts)],
    ['switch', fresh.chosen && fresh.signedBy === fresh.processes],
    ['deactivate', isRefused(old.facts)],
    ['validate', validated],
  ]
  return steps.filter(([, isDone]) => isDone).map(([name]) => name)
}

/** Amazon wants one active key outside a rotation; a week leaves time for a weekend and for somebody on leave. */
export const longestRotationDays = 7

/** When the key has to be replaced at the latest. */
export function replaceBy({ createdAt, firstSeenAt }: KeyFacts): Date {
  return new Date((createdAt ?? firstSeenAt).getTime() + mostDays * 86_400_000)
}

/** Whole days for which both keys have been there, neither of them refused; 0 outside a rotation. */
export function overlapDays({ old, fresh }: Pair, now: Date): number {
  if (!fresh || isRefused(old.facts) || isRefused(fresh.facts)) return 0
  const since = Math.max(old.facts.firstSeenAt.getTime(), fresh.facts.firstSeenAt.getTime())
  return Math.max(Math.floor((now.getTime() - since) / 86_400_000), 0)
}
