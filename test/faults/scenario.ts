/** What a scenario is: something bad that happens while people claim, and what was measured and violated. */
import type { Scope } from '../helpers/program.ts'
import type { Need } from './needs.ts'

/** What it does with the processor most of the time; what `measures` is never beside anything else, what `starts` beside what `computes` alone. */
export type Pace = 'waits' | 'computes' | 'measures' | 'starts'

export type Scenario = {
  /** The row of the table of faults, such as R2. */
  readonly name: string
  readonly title: string
  readonly needs: readonly Need[]
  readonly pace: Pace
  run(stage: Stage): Promise<Result>
}

export type Stage = {
  readonly scope: Scope
  /** Says how far it is. */
  progress(text: string): void
}

export type Result = {
  readonly figures: Readonly<Record<string, string | number>>
  /** Sentences; none means that all promises were kept. */
  readonly violations: readonly string[]
}

/** A violation unless `kept`. */
export function promise(kept: boolean, otherwise: string): string[] {
  return kept ? [] : [otherwise]
}

/** The results of parts that are played side by side, with the name of its part before each figure. */
export function joined(parts: Readonly<Record<string, Result>>): Result {
  const figures = Object.entries(parts).flatMap(([part, result]) =>
    Object.entries(result.figures).map(([name, value]) => [`${part}: ${name}`, value] as const),
  )
  return {
    figures: Object.fromEntries(figures),
    violations: Object.values(parts).flatMap(({ violations }) => violations),
  }
}

/** The stage of a part, whose progress bears its name. */
export function part(stage: Stage, name: string): Stage {
  return { ...stage, progress: text => stage.progress(`${name}: ${text}`) }
}
