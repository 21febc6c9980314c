/** The funds of a partner account at Amazon: how long they last, and whether a new payment still comes in time. */
import { calendarDays } from './business-day.ts'

export const payments = ['wire', 'ach', 'postpay'] as const
/** How Amazon is paid; whoever pays afterwards runs out of nothing. */
export type Payment = (typeof payments)[number]

/** What the operator says of the balance. */
export type Funding = {
  readonly payment: Payment
  /** Days of notice beyond the time that a payment takes. */
  readonly marginDays: number
  /** The portal's payment matching id, which belongs to this balance and no other. */
  readonly matchingId: string | null
  /** A campaign is launched only where the funds cover it. */
  readonly required: boolean
}

/** Business days from a payment until it is on the balance: Amazon's integration guide, "about" 2 and 3. */
export const leadBusinessDays: Readonly<Record<Payment, number>> = { wire: 2, ach: 3, postpay: 0 }

export type FundsState = {
  /** Minor units; null where nobody knows. */
  readonly fundsMinor: number | null
  /** Minor units a day. */
  readonly burnMinor: number
  /** At that burn; null where it is not known or nothing is burnt. */
  readonly daysLeft: number | null
  /** Calendar days that a payment made now takes, and the margin. */
  readonly neededDays: number
  /** A payment that is made now may come too late. */
  readonly short: boolean
}

/** What the figures come to at `now`. Nothing is short where the funds are not known or paid for afterwards. */
export function fundsState(
  { payment, marginDays }: Funding,
  { fundsMinor, burnMinor }: Pick<FundsState, 'fundsMinor' | 'burnMinor'>,
  now: Date,
): FundsState {
  const neededDays = calendarDays(now, leadBusinessDays[payment]) + marginDays
  const daysLeft = daysOf(fundsMinor, burnMinor)
  const short = payment !== 'postpay' && daysLeft !== null && daysLeft < neededDays
  return { fundsMinor, burnMinor, daysLeft, neededDays, short }
}

function daysOf(fundsMinor: number | null, burnMinor: number): number | null {
  if (fundsMinor === null) return null
  if (fundsMinor <= 0) return 0
  return burnMinor > 0 ? Math.floor(fundsMinor / burnMinor) : null
}
