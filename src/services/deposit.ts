/**
 * Sending a deposit in three steps with no transaction open in the middle: lease (commit), call Amazon, record
 * (commit). The first try and the recovery after a crash are this same code.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { writtenRequestId } from '../amazon/wire.ts'
import { DomainError } from '../domain/errors.ts'
import type { Answer } from '../domain/outcome.ts'
import { notSent, recordAnswer } from './answer.ts'
import { accountOf, type Context } from './context.ts'
import { type Lease, leaseDue, type Target } from './lease.ts'
import { createSlots, type Slot, type Slots } from './slots.ts'
import type { Stop } from './stop.ts'

/** Sends the first deposit that is due of the target once; the id of its claim link, or undefined when nothing was due. */
export async function sendDeposit(
  context: Context,
  target: Target,
  stop?: Stop,
): Promise<string | undefined> {
  const [lease] = await leaseDue(context, target, 1)
  if (!lease) return undefined
  const isProbe = 'probe' in target
  const slots = createSlots(context, lease.partnerAccount, { isProbe, stopping: stop?.begun })
  await sendLeased(context, lease, { slots, stop })
  return lease.claimLinkId
}

export type Sending = {
  readonly slots: Slots
  /** Told when the wait for a slot is over, so that another deposit may wait for the next one. */
  readonly onSlot?: () => void
  readonly stop: Stop | undefined
}

/** Sends a leased deposit. While the database is away the answer is kept and recorded as soon as it is back. */
export async function sendLeased(context: Context, lease: Lease, sending: Sending): Promise<void> {
  const answer = await callAtSlot(context, lease, sending)
  context.failpoint('after-answer')
  await recordWhenPossible(context, lease, answer, sending.stop)
  context.failpoint('after-record-commit')
}

async function callAtSlot(context: Context, lease: Lease, { slots, onSlot }: Sending): Promise<Answer> {
  for (;;) {
    const slot = await slots.wait(lease).catch(noneWhileAway)
    if (!slot || context.elapsedMs() > lease.callUntilMs) return notSent
    onSlot?.()
    const answer = await call(context, lease, slot, slots)
    if (answer) return answer
  }
}

/** Without a slot no byte leaves; to take the attempt for one that was sent would put the deposit in doubt. */
function noneWhileAway(error: unknown): null {
  if (isAway(error)) return null
  throw error
}

/** Undefined when its slot was over before it could leave: no byte has left. */
async function call(context: Context, lease: Lease, slot: Slot, slots: Slots): Promise<Answer | undefined> {
  context.failpoint('before-first-byte')
  const { body, amountMinor, currency, partnerAccount } = lease
  const account = accountOf(context, partnerAccount)
  let hasLeft = true
  const mayLeave = () => {
    hasLeft = context.elapsedMs() <= slot.untilMs
    if (hasLeft) slots.leaves(slot)
    return hasLeft
  }
  const load = { requestId: writtenRequestId(body), body, money: { amountMinor, currency } }
  const answer = await context.incentives.loadAmazonBalance(account, load, mayLeave)
  return hasLeft ? answer : undefined
}

/** A SUCCESS that was heard must not be lost to a database that is away for a moment. */
async function recordWhenPossible(
  context: Context,
  lease: Lease,
  answer: Answer,
  stop: Stop | undefined,
): Promise<void> {
  const givingUp = answer.outcome === 'deposited' ? stop?.over : stop?.begun
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    try {
      return await recordAnswer(context, lease, answer)
    } catch (error) {
      if (!isAway(error) || givingUp?.aborted) throw error
      await sleep(pauseMs, undefined, { signal: givingUp }).catch(() => {})
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'unavailable'
}
