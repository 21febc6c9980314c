// Which faults are active now: set over the control surface, kept in memory only.
// What each fault does is told by the tables in transport-fault.ts, incentives-fault.ts and login-fault.ts.

import { z } from 'zod'
import type { Answer } from '../answer.ts'
import { INCENTIVES_FAULTS } from './incentives-fault.ts'
import { LOGIN_FAULTS } from './login-fault.ts'
import { type Fault, OPERATIONS, type PlayableCall } from './playable.ts'
import { TRANSPORT_FAULTS } from './transport-fault.ts'

const FAULTS: Readonly<Record<string, Fault>> = { ...TRANSPORT_FAULTS, ...INCENTIVES_FAULTS, ...LOGIN_FAULTS }

const ActiveFault = z
  .strictObject({
    fault: z.enum(Object.keys(FAULTS)),
    operation: z.enum(OPERATIONS).default('LoadAmazonBalance'),
    count: z.int().positive().optional(),
    // Longer than the 6 seconds Amazon recommends as a client's time-out.
    seconds: z.number().nonnegative().max(600).default(10),
  })
  .refine(({ fault, operation }) => FAULTS[fault]?.operations.includes(operation), {
    path: ['operation'],
    error: 'this fault does not exist for this operation',
  })

export type ActiveFault = z.infer<typeof ActiveFault>

export interface Faults {
  active(): readonly ActiveFault[]
  available(): Record<string, string>
  /** Replaces all active faults. Returns what is wrong with the request, or null. */
  replace(request: unknown): string | null
  clear(): void
  /** Plays the first active fault that wants this call and uses it up by one. */
  play(call: PlayableCall): { fault: string; answer: Answer } | null
}

/** No fault is active at first. */
export function createFaults(): Faults {
  let active: ActiveFault[] = []
  return {
    active: () => active,
    available: () =>
      Object.fromEntries(Object.entries(FAULTS).map(([name, { description }]) => [name, description])),
    replace(request) {
      const parsed = z.array(ActiveFault).safeParse(request)
      if (!parsed.success) return z.prettifyError(parsed.error)
      active = parsed.data
      return null
    },
    clear: () => {
      active = []
    },
    play(call) {
      for (const candidate of active) {
        if (candidate.operation !== call.operation) continue
        const answer = FAULTS[candidate.fault]?.play(call, candidate.seconds)
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
