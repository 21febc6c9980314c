/** Partner accounts for operators: what is configured, what is on hold and why, and ending a hold by hand. */
import { DomainError } from '../domain/errors.ts'
import type { HoldReason } from '../domain/partner-account.ts'
import * as queue from '../storage/deposit-queue.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { accountOf, type Context } from './context.ts'
import { requireDecision } from './restore.ts'
import { redirectUri } from './sign-in.ts'

export type ShownAccount = {
  readonly name: string
  readonly marketplace: string
  readonly currency: string
  /** To be registered at Amazon by hand. */
  readonly redirectUri: string
  readonly holdReason: HoldReason | null
  readonly heldSince: Date | null
}

export async function listAccounts(context: Context): Promise<ShownAccount[]> {
  const rows = await partnerAccounts.listStatus(context.database)
  const status = new Map(rows.map(row => [row.name, row]))
  return [...context.accounts.values()].map(({ name, marketplace, currency }) => {
    const { holdReason = null, heldSince = null } = status.get(name) ?? {}
    return { name, marketplace, currency, redirectUri: redirectUri(context, name), holdReason, heldSince }
  })
}

/** Who ends a hold, and why. */
export type Release = { readonly by: string | null; readonly reason: string | null }

/** The hold that was ended. Throws `conflict` when there is none, `invalid-input` after a restore without who and why. */
export async function releaseAccount(context: Context, name: string, release: Release): Promise<HoldReason> {
  const account = accountOf(context, name)
  const held = await context.database.transaction(async tx => {
    const reason = await partnerAccounts.findHold(tx, account.name)
    if (reason === null) throw new DomainError('conflict', `partner account "${name}" is not on hold`)
    requireDecision(reason, release)
    await partnerAccounts.releaseByHand(tx, account.name)
    await queue.announce(tx)
    return reason
  })
  context.log.info({ account: account.name, held, ...release }, 'a hold was ended by hand')
  return held
}

/** One signed call. Throws `unavailable` when Amazon gives no answer that can be read. */
export async function availableFunds(
  context: Context,
  name: string,
): Promise<{ amount: string; currency: string }> {
  const funds = await context.incentives.getAvailableFunds(accountOf(context, name))
  if (funds) return funds
  throw new DomainError(
    'unavailable',
    `Amazon did not tell the funds of "${name}"; check its keys, region and hosts`,
  )
}
