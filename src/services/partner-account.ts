/** Partner accounts for operators: what is configured, what is on hold and why, and Amazon's funds. */
import type { Funds } from '../amazon/wire.ts'
import { DomainError } from '../domain/errors.ts'
import type { Hold, HoldReason } from '../domain/partner-account.ts'
import * as audit from '../storage/audit.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { accountOf, type Context } from './context.ts'
import { hearFunds } from './funds.ts'
import { noteFunds } from './funds-watch.ts'
import { redirectUri } from './sign-in.ts'

export type ShownAccount = {
  readonly name: string
  readonly marketplace: string
  readonly currency: string
  /** To be registered at Amazon by hand. */
  readonly redirectUri: string
  readonly holdReason: HoldReason | null
  readonly heldSince: Date | null
  /** When the next probe may leave; null while not on hold and where a person must release it. */
  readonly nextProbe: Date | null
  /** After a restore, until when claims may have been forgotten; null where none were, or all are known again. */
  readonly restoredAt: Date | null
  /** Who put it on hold and why, when somebody did. */
  readonly heldBy: { readonly actor: string; readonly reason: string } | null
}

export async function listAccounts(context: Context): Promise<ShownAccount[]> {
  const rows = await partnerAccounts.listStatus(context.database)
  const status = new Map(rows.map(row => [row.name, row]))
  return await Promise.all(
    [...context.accounts.values()].map(async ({ name, marketplace, currency }) => {
      const {
        holdReason = null,
        heldSince = null,
        sendAfter = null,
        restoredAt = null,
      } = status.get(name) ?? {}
      const hold = { holdReason, heldSince, nextProbe: holdReason === null ? null : sendAfter, restoredAt }
      const heldBy = holdReason === 'operator' ? await findHolder(context, name) : null
      return { name, marketplace, currency, redirectUri: redirectUri(context, name), ...hold, heldBy }
    }),
  )
}

async function findHolder({ database }: Context, name: string): Promise<ShownAccount['heldBy']> {
  const entry = await audit.findLast(database, name, 'account hold')
  return entry ? { actor: entry.actor, reason: String(entry.detail.reason ?? '') } : null
}

/** Whether the account is on hold; any process may have put it there. */
export async function holdOf({ database }: Pick<Context, 'database'>, accountName: string): Promise<Hold> {
  const status = await partnerAccounts.findStatus(database, accountName)
  if (!status) throw new Error(`bug: partner account ${accountName} is not registered`)
  const { holdReason: reason, heldSince: since, sendAfter: nextTry, restoredAt } = status
  return { reason, since, nextTry, restoredAt }
}

/** One signed call. Throws `unavailable` when Amazon gives no answer that can be read. */
export async function availableFunds(context: Context, name: string): Promise<Funds> {
  const account = accountOf(context, name)
  const funds = await hearFunds(context, account)
  if (funds) {
    await noteFunds(context, account, funds)
    return funds
  }
  throw new DomainError(
    'unavailable',
    `Amazon did not tell the funds of "${name}"; check its keys, region and hosts`,
  )
}
