// Which faults are active now: set over the control surface, kept in memory only.
// How one is asked for is told by fault-request.ts, what each does by the tables that it puts together.

import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { Random } from '../random.ts'
import { FAULTS, FaultRequest, operationOf } from './fault-request.ts'
import type { Operation, PlayableCall } from './playable.ts'
import type { Postponed } from './postponed.ts'

export interface ActiveFault {
  /** Never given to another fault while this emulator runs. */
  readonly id: string
  readonly fault: string
  readonly operation: Operation
  /** How often it is still played; absent for ever. */
  readonly count?: number
  /** From 0 to 1, for each call that it fits; absent always. */
  readonly probability?: number
  readonly seconds: number
  /** Absent for every request id. */
  readonly requestId?: string
}

/** What is wrong with a request, by field and fix. */
export interface Problem {
  readonly problem: string
}

export interface Faults {
  /** In the order in which they are tried. */
  active(): readonly ActiveFault[]
  /** Every fault's description by its name. */
  available(): { readonly [name: string]: string }
  /** Replaces all active faults, or none of them when one is wrong. */
  replace(request: unknown): Problem | null
  /** Adds one after those that are active. */
  add(request: unknown): ActiveFault | Problem
  /** False when no active fault has this id. */
  remove(id: string): boolean
  clear(): void
  /** Plays the first active fault that wants this call and uses it up by one. */
  play(call: PlayableCall): { fault: string; answer: Answer } | null
}

/** No fault is active at first. */
export function createFaults(random: Random, postponed: Postponed): Faults {
  let active: ActiveFault[] = []
  let lastId = 0
  const activate = (request: FaultRequest): ActiveFault => ({
    id: String(++lastId),
    ...request,
    operation: operationOf(request),
  })
  const wants = (fault: ActiveFault, call: PlayableCall) =>
    fault.operation === call.operation &&
    (fault.requestId === undefined || fault.requestId === call.requestId) &&
    (fault.probability === undefined || random.chance(fault.probability))
  return {
    active: () => active,
    available: () =>
      Object.fromEntries(Object.entries(FAULTS).map(([name, { description }]) => [name, description])),
    replace(request) {
      const parsed = z.array(FaultRequest).safeParse(request)
      if (!parsed.success) return { problem: z.prettifyError(parsed.error) }
      active = parsed.data.map(activate)
      return null
    },
    add(request) {
      const parsed = FaultRequest.safeParse(request)
      if (!parsed.success) return { problem: z.prettifyError(parsed.error) }
      const added = activate(parsed.data)
      active = [...active, added]
      return added
    },
    remove(id) {
      const found = active.some(fault => fault.id === id)
      active = active.filter(fault => fault.id !== id)
      return found
    },
    clear: () => {
      active = []
    },
    play(call) {
      for (const candidate of active) {
        if (!wants(candidate, call)) continue
        const answer = FAULTS[candidate.fault]?.play(call, { ...postponed, seconds: candidate.seconds })
        if (!answer) continue
        active = active.flatMap(fault => (fault === candidate ? usedUp(fault) : [fault]))
        return { fault: candidate.fault, answer }
      }
      return null
    },
  }
}

function usedUp(fault: ActiveFault): ActiveFault[] {
  if (fault.count === undefined) return [fault]
  return fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : []
}
