/** Asking for the funds in turn, whoever asks: a process that watches them, a page, a command or the launch. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Database } from '../storage/database.ts'
import { takeQuestion } from '../storage/funds.ts'

/** Resolves when a question of this account may leave. It must leave at once, or the next one comes too soon after it. */
export function fundsTurns(database: Database): (account: PartnerAccount) => Promise<void> {
  return async ({ name }) => await sleep(await takeQuestion(database, name))
}
