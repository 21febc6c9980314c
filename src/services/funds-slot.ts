/** Asking for the funds in slots, whoever asks: a process that watches them, a page, a command or the launch. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Database } from '../storage/database.ts'
import { takeSlot } from '../storage/funds.ts'

/** Asks in a slot, or in a later one where the question could not leave in it. Null where there was none in time. */
export type InFundsSlot = <T>(
  account: PartnerAccount,
  ask: (mayLeave: () => boolean) => Promise<T>,
) => Promise<T | null>

/** Slots are 1.5 s apart; what leaves no later than this is a second away from the next, give or take the network. */
const leaveMs = 400
/** The connection that kept a question from leaving is open at the next one. */
const mostSlots = 3

/** One per process. Nobody waits once `stopping` is aborted: a slot may be farther away than a stop may take. */
export function createFundsSlots(
  database: Database,
  elapsedMs: () => number,
  stopping?: AbortSignal,
): InFundsSlot {
  /** Until when a question may leave. Counted from before the database was asked, as its answer may be slow. */
  const takeUntilMs = async (name: string): Promise<number | null> => {
    const askedMs = elapsedMs()
    const waitMs = await takeSlot(database, name)
    if (waitMs === null) return null
    await sleep(waitMs, undefined, { signal: stopping }).catch(() => {})
    return stopping?.aborted ? null : askedMs + waitMs + leaveMs
  }
  return async ({ name }, ask) => {
    for (let slots = 0; slots < mostSlots; slots++) {
      const untilMs = await takeUntilMs(name)
      if (untilMs === null) return null
      let hasLeft = true
      const mayLeave = () => {
        hasLeft = elapsedMs() <= untilMs
        return hasLeft
      }
      const answer = await ask(mayLeave)
      if (hasLeft) return answer
    }
    return null
  }
}
