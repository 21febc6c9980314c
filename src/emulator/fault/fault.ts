// Which faults are active now: set over the control surface, kept in memory only.
// What each does is told by the tables that are put together here, what may be asked for by fault-request.ts.

import type { Answer } from '../answer.ts'
import type { Random } from '../random.ts'
import { INCENTIVES_FAULTS } from './incentives-fault.ts'
import { LOGIN_FAULTS } from './login-fault.ts'
import type { Fault, Operation, PlayableCall } from './playable.ts'
import type { Postponed } from './postponed.ts'
import { TRANSPORT_FAULTS } from './transport-fault.ts'

/** Every fault by its name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...TRANSPORT_FAULTS,
  ...INCENTIVES_FAULTS,
  ...LOGIN_FAULTS,
}

export interface FaultRequest {
  readonly fault: string
  /** Absent: the first one that the fault is played on. */
  readonly operation?: Operation
  /** How often it is still played; absent for ever. */
  readonly count?: number
  /** From 0 to 1, for each call that it fits; absent always. */
  readonly probability?: number
  readonly seconds?: number
  /** Absent for every request id. */
  readonly requestId?: string
}

export interface ActiveFault extends FaultRequest {
  /** Never given to another fault while this emulator runs. */
  readonly id: string
  readonly operation: Operation
  readonly seconds: number
}

export interface Faults {
  /** In the order in which they are tried. */
  active(): readonly ActiveFault[]
  /** Every fault's description by its name. */
  available(): { readonly [name: string]: string }
  /** Replaces all active faults. */
  replace(requests: readonly FaultRequest[]): void
  /** Adds one after those that are active. */
  add(request: FaultRequest): ActiveFault
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
    // Longer than the 6 seconds Amazon recommends as a client's time-out.
    seconds: 10,
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
    replace(requests) {
      active = requests.map(activate)
    },
    add(request) {
      const added = activate(request)
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

/** The operation that is named, or the first one that the fault is played on. */
export function operationOf({ fault, operation }: FaultRequest): Operation {
  return operation ?? FAULTS[fault]?.operations[0] ?? 'LoadAmazonBalance'
}

function usedUp(fault: ActiveFault): ActiveFault[] {
  if (fault.count === undefined) return [fault]
  return fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : []
}
