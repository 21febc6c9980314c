/**
 * The end of what is stored about a recipient. What money was moved stays, with its log, which holds keyed hashes in the
 * place of people: the chain goes on to prove itself.
 */
import { parseReason, type Reason } from '../domain/audit.ts'
import { reference } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { type LinkState, stateOf } from '../domain/link-state.ts'
import * as audit from '../storage/audit.ts'
import type { ShownLink } from '../storage/claim-link.ts'
import * as people from '../storage/person.ts'
import type { Context } from './context.ts'
import { linksOf, type Recipient } from './recipient.ts'

/**
 * The ids of the links that tell nothing of the recipient any more. Throws `not-found`, and `conflict` naming every link
 * whose money may still move; then nothing has changed.
 */
export async function erasePerson(context: Context, recipient: Recipient, input: Reason): Promise<string[]> {
  const { by, reason } = parseReason(input)
  const ids = await linksOf(context, recipient)
  await context.database.transaction(async tx => {
    requireEnded(await people.lockLinks(tx, ids), context.clock())
    await people.erase(tx, ids)
    for (const subject of ids)
      await audit.append(tx, { actor: by, action: 'person erase', subject, detail: { reason } })
  })
  return ids
}

function requireEnded(links: readonly ShownLink[], now: Date): void {
  const open = links.flatMap(link => {
    const why = whyNotYet[stateOf(link, now)]
    return why === undefined ? [] : [`${reference(link.id)} ${why}`]
  })
  if (open.length > 0) throw new DomainError('conflict', `ref: nothing was erased: ${open.join('; ')}`)
}

const claimable = 'can still be claimed: revoke it first'
const waits = 'waits for its deposit: erase it when that is made or refused'

const whyNotYet: Readonly<Partial<Record<LinkState, string>>> = {
  issuing: 'is in a batch that is not confirmed: withdraw the batch, or revoke the link once it is',
  unclaimed: claimable,
  paused: claimable,
  pending: waits,
  sending: waits,
  review: 'is in review: decide it first, with "deposit resolve"',
}
