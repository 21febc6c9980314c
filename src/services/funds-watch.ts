/** Watching the funds: of each account one process reads them once a minute, and one says once a day that they end. */
import type { Funds } from '../amazon/wire.ts'
import { type FundsState, fundsState } from '../domain/funds.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as stored from '../storage/funds.ts'
import { accountOf, type Context } from './context.ts'
import { askFunds, fundsMinorOf } from './funds.ts'

export type ShownFunds = FundsState & {
  readonly account: PartnerAccount
  /** When Amazon said so; null where it has not yet, or means nothing by it, as in its sandbox. */
  readonly readAt: Date | null
}

/** The job of every process, for one account at a time. What Amazon does not tell is tried again a minute later. */
export async function watchFunds(context: Context): Promise<void> {
  const name = await readWhenDue(context, [...context.accounts.keys()])
  if (name !== undefined) await warnWhenShort(context, name)
}

/** The newest figures, at most a minute old where Amazon answers. */
export async function showFunds(context: Context, name: string): Promise<ShownFunds> {
  await readWhenDue(context, [name])
  return await knownFunds(context, name)
}

/** The newest figures without asking anybody, for what looks often. */
export async function knownFunds(context: Context, name: string): Promise<ShownFunds> {
  const account = accountOf(context, name)
  const { fundsMinor, burnMinor, readAt } = await stored.find(context.database, name)
  const state = fundsState(account.funding, { fundsMinor, burnMinor }, context.clock())
  return { ...state, account, readAt }
}

/** For a decision that a figure of yesterday must not carry. */
const freshMs = 10 * 60_000

/** The newest figure in minor units; null where there is none of the last ten minutes. */
export async function freshFunds(context: Context, name: string): Promise<number | null> {
  const { fundsMinor, readAt } = await showFunds(context, name)
  return readAt && context.clock().getTime() - readAt.getTime() <= freshMs ? fundsMinor : null
}

/** Keeps what Amazon has just said, where it means anything. */
export async function noteFunds({ database }: Context, account: PartnerAccount, funds: Funds): Promise<void> {
  const fundsMinor = fundsMinorOf(account, funds)
  if (fundsMinor !== null) await stored.record(database, account.name, fundsMinor)
}

/** The account of these whose reading was due. */
async function readWhenDue(context: Context, names: readonly string[]): Promise<string | undefined> {
  const { database } = context
  const name = await stored.takeDue(database, names)
  if (name === undefined) return undefined
  const fundsMinor = await askFunds(context, name)
  if (fundsMinor !== null) await stored.record(database, name, fundsMinor)
  await stored.refreshBurn(database, name)
  return name
}

async function warnWhenShort(context: Context, name: string): Promise<void> {
  const { short, daysLeft, neededDays } = await knownFunds(context, name)
  if (!short || !(await stored.takeWord(context.database, name))) return
  const fields = { account: name, daysLeft, neededDays }
  context.log.warn(fields, 'the funds of a partner account end before a payment that is made now arrives')
}
