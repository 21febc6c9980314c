/**
 * Decides which of the waiting steps goes on. Every await of the simulated parts ends here, so the order of all things
 * is one list of choices: made by a seed, or enumerated one after the other.
 */

type Step = {
  readonly process: number
  readonly label: string
  readonly ready: () => boolean
  readonly resume: () => void
}

/** Which of `count` possibilities happens; `label` names them for the trace. */
export type Choose = (labels: readonly string[]) => number

export type Scheduler = {
  /** Waits for its turn; with `ready`, until that holds. Never resolves once the process is killed. */
  step(process: number, label: string, ready?: () => boolean): Promise<void>
  /** The steps that could go on now, as labels. */
  waiting(): readonly string[]
  /** Lets the step at this place of `waiting` go on, until everything waits again. */
  go(index: number): Promise<void>
  /** Nothing of this process goes on any more. */
  kill(process: number): void
  /** Nothing of this process goes on until it is thawed. */
  freeze(process: number): void
  thaw(process: number): void
}

export function createScheduler(): Scheduler {
  let steps: Step[] = []
  const frozen = new Set<number>()
  const able = () => steps.filter(step => !frozen.has(step.process) && step.ready())
  return {
    step: (process, label, ready = () => true) =>
      new Promise(resolve => steps.push({ process, label, ready, resume: resolve })),
    waiting: () => able().map(({ process, label }) => `${process}:${label}`),
    go: async index => {
      const step = able()[index]
      if (!step) throw new Error(`bug: there is no step ${index}`)
      steps = steps.filter(other => other !== step)
      step.resume()
      await everythingWaits()
    },
    kill: process => {
      steps = steps.filter(step => step.process !== process)
      frozen.delete(process)
    },
    freeze: process => frozen.add(process),
    thaw: process => frozen.delete(process),
  }
}

/** Nothing here waits for input or output, so after the microtasks everything waits for the scheduler again. */
export function everythingWaits(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
