/** New bytes for a deposit that waits, from today's configuration, because those of its consent were never taken. */
import { createHash } from 'node:crypto'
import { loadBody, writtenNotification } from '../amazon/wire.ts'
import { parseReason, type Reason, wordsHash } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as attempts from '../storage/attempt.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { accountOf, type Context } from './context.ts'
import { getDeposit } from './named-deposit.ts'

/**
 * Writes the bytes anew with the unit and account type of today: same request id, amount, currency, account and
 * notification. Throws `conflict` unless the deposit is pending and every attempt was definitely not applied.
 */
export async function rebuildDeposit(context: Context, named: string, input: Reason): Promise<void> {
  const why = parseReason(input)
  const { claimLinkId } = await getDeposit(context, named)
  await context.database.transaction(async tx => {
    const deposit = await lockUnapplied(tx, claimLinkId)
    const written = await deposits.findWritten(tx, claimLinkId)
    const { amazonAccount, body: old } = written ?? {}
    if (!written || !amazonAccount || !old)
      throw new Error(`bug: pending deposit ${claimLinkId} has no bytes`)
    const body = bytesOf(context, deposit, { amazonAccount, old })
    if (old.equals(body)) throw refusal('the configuration of today writes the same bytes; correct it first')
    await rewrite(tx, claimLinkId, { before: written.bodyHash, body, why })
  })
  context.log.warn({ claimLinkId }, 'the bytes of a deposit were written anew')
}

async function lockUnapplied(tx: Sql, claimLinkId: string): Promise<deposits.Deposit> {
  const deposit = await deposits.lock(tx, claimLinkId)
  if (deposit?.state !== 'pending') throw refusal(`its deposit is ${deposit?.state}, not pending`)
  const list = await attempts.list(tx, claimLinkId)
  if (deposit.inDoubt || list.some(({ applied }) => applied !== 'no'))
    throw refusal('an attempt may have been applied, so its bytes must stay as they are')
  if ((await claimLinks.find(tx, claimLinkId))?.mockCode)
    throw refusal('it is a scenario, whose bytes carry a mock code; make a new one')
  return deposit
}

function refusal(reason: string): DomainError {
  return new DomainError('conflict', `link: ${reason}`)
}

/** What Amazon writes to the recipient is as old as the consent: a campaign that has other words today changes nothing. */
function bytesOf(
  context: Context,
  { requestId, amountMinor, currency, partnerAccount }: deposits.Deposit,
  { amazonAccount, old }: { readonly amazonAccount: string; readonly old: Buffer },
): Buffer {
  const notification = writtenNotification(old)
  return loadBody(accountOf(context, partnerAccount), {
    requestId,
    amazonAccount,
    money: { amountMinor, currency },
    ...(notification !== undefined && { notification }),
  })
}

type Rewritten = {
  readonly before: Buffer
  readonly body: Buffer
  readonly why: ReturnType<typeof parseReason>
}

async function rewrite(tx: Sql, claimLinkId: string, { before, body, why }: Rewritten): Promise<void> {
  const bodyHash = createHash('sha256').update(body).digest()
  const hashes = { oldBodySha256: before.toString('hex'), bodySha256: bodyHash.toString('hex') }
  await deposits.rewrite(tx, claimLinkId, body, bodyHash)
  await events.append(tx, claimLinkId, 'rebuilt', { ...hashes, reasonSha256: wordsHash(why.reason) })
  const detail = { reason: why.reason, ...hashes }
  await audit.append(tx, { actor: why.by, action: 'deposit rebuild', subject: claimLinkId, detail })
}
