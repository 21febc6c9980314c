/** What Amazon says that a partner account has to give, asked rarely: Amazon takes one such call a second. */
import { minorDigits } from '../domain/marketplace.ts'
import { toMinor } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accountOf, type Context } from './context.ts'

/** In minor units; null where Amazon gives no answer, and in its sandbox, where funds are always 0. */
export type Funds = (accountName: string) => Promise<number | null>

const keptMs = 30_000

/** Asks once and then remembers the answer for half a minute, for pages that people reload. */
export function rememberFunds(context: Context): Funds {
  const known = new Map<string, { readonly at: number; readonly minor: Promise<number | null> }>()
  return async name => {
    const kept = known.get(name)
    if (kept && context.elapsedMs() - kept.at < keptMs) return await kept.minor
    const minor = askFunds(context, name)
    known.set(name, { at: context.elapsedMs(), minor })
    return await minor
  }
}

/** Whether the funds say what can be deposited: Amazon's sandbox always tells 0, and whoever pays afterwards needs none. */
export function knowsFunds({ amazonEnv, funding }: PartnerAccount): boolean {
  return amazonEnv !== 'sandbox' && funding.payment !== 'postpay'
}

/** Asks Amazon now. */
export async function askFunds(context: Context, name: string): Promise<number | null> {
  const account = accountOf(context, name)
  if (account.amazonEnv === 'sandbox') return null
  const funds = await context.incentives.getAvailableFunds(account)
  return funds?.currency === account.currency ? toMinor(funds.amount, minorDigits(account.currency)) : null
}
