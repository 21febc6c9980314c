/** What Amazon says that a partner account has to give. */
import type { Funds } from '../amazon/wire.ts'
import { minorDigits } from '../domain/marketplace.ts'
import { toMinor } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accountOf, type Context } from './context.ts'

/** Whether the funds say what can be deposited: Amazon's sandbox always tells 0, and whoever pays afterwards needs none. */
export function knowsFunds({ amazonEnv, funding }: PartnerAccount): boolean {
  return amazonEnv !== 'sandbox' && funding.payment !== 'postpay'
}

/** Asks Amazon now. In minor units; null where Amazon gives no answer, and in its sandbox, where funds are always 0. */
export async function askFunds(context: Context, name: string): Promise<number | null> {
  const account = accountOf(context, name)
  if (account.amazonEnv === 'sandbox') return null
  return fundsMinorOf(account, await hearFunds(context, account))
}

/** Asks Amazon now, with another key too where it refuses the one. Null where it gives no answer. */
export async function hearFunds(context: Context, account: PartnerAccount): Promise<Funds | null> {
  const { incentives, keys, inFundsSlot } = context
  const ask = () => inFundsSlot(account, mayLeave => incentives.getAvailableFunds(account, mayLeave))
  const key = keys.keyFor(account.name)
  const funds = await ask()
  return funds || keys.keyFor(account.name) === key ? funds : await ask()
}

/** What Amazon's figure means in minor units; null where it means nothing: in its sandbox, and in another currency. */
export function fundsMinorOf({ amazonEnv, currency }: PartnerAccount, funds: Funds | null): number | null {
  if (amazonEnv === 'sandbox' || funds?.currency !== currency) return null
  return toMinor(funds.amount, minorDigits(currency))
}
