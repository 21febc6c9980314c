/** Doubt for what a lost database may have done: put on deposits after a restore, taken away once Amazon's records have told. */
import { nextEntry } from '../domain/deposit-event.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Database, Sql } from '../storage/database.ts'
import * as restores from '../storage/restore.ts'
import { endLink } from './chain-end.ts'

/** Deposits that one transaction locks and changes. */
const atOnce = 1_000

/** What is not decided of the account may have been sent: from now on no answer but a SUCCESS decides it. */
export async function doubtUndecided(database: Database, account: string): Promise<void> {
  while (await database.transaction(tx => doubtSome(tx, account)));
}

/** The same in the caller's transaction. */
export async function doubtWithin(tx: Sql, account: string): Promise<void> {
  while (await doubtSome(tx, account));
}

/** What waits was not sent as far as Amazon's records tell, unless an attempt of its own is unclear. */
export async function trustUnsent(database: Database, account: string): Promise<void> {
  while (await database.transaction(tx => trustSome(tx, account)));
}

/** What waits for another account, because a refusal was believed that may have been paid before, goes to a person. */
export async function reviewAfterSuspects(database: Database, account: string): Promise<void> {
  for (const id of await restores.listAfterSuspects(database, account))
    await database.transaction(async tx => {
      const link = await claimLinks.lock(tx, id)
      if (link) await endLink(tx, link, { reason: 'predecessor-suspect', paid: link.replacesId ?? id })
    })
}

async function doubtSome(tx: Sql, account: string): Promise<boolean> {
  const undecided = await restores.lockUndecided(tx, account, atOnce)
  if (undecided.length > 0) await restores.doubt(tx, undecided.map(entryOf('doubted', 'restored')))
  return undecided.length > 0
}

async function trustSome(tx: Sql, account: string): Promise<boolean> {
  const unsent = await restores.lockUnsent(tx, account, atOnce)
  if (unsent.length > 0) await restores.trust(tx, unsent.map(entryOf('cleared', 'reconciled')))
  return unsent.length > 0
}

function entryOf(type: 'doubted' | 'cleared', reason: string) {
  return (deposit: restores.Doubtable) =>
    nextEntry(deposit, { claimLinkId: deposit.claimLinkId, type, detail: { reason } })
}
