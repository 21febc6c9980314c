/** Everything that is stored about a recipient, for themselves: one entry for each of their claim links. */
import { parseActor } from '../domain/audit.ts'
import { reference } from '../domain/claim-link.ts'
import { toDecimal } from '../domain/money.ts'
import * as audit from '../storage/audit.ts'
import * as deposits from '../storage/deposit.ts'
import * as people from '../storage/person.ts'
import type { Context } from './context.ts'
import type { DepositCase } from './deposit-story.ts'
import { type LinkStory, tellLink } from './link-story.ts'
import { linksOf, type Recipient } from './recipient.ts'

/** Audited, because it takes an account id out of here. Throws `not-found`. */
export async function exportPerson(context: Context, recipient: Recipient, by: string) {
  const actor = parseActor(by)
  const ids = await linksOf(context, recipient)
  const links = []
  for (const id of ids) links.push(await entryOf(context, await tellLink(context, id)))
  await context.database.transaction(async tx => {
    for (const subject of ids) await audit.append(tx, { actor, action: 'person export', subject, detail: {} })
  })
  return { madeAt: context.clock(), links }
}

async function entryOf(
  { database }: Context,
  { link, state, campaign, visits, deposit, audit: entries }: LinkStory,
) {
  const { id, externalId, createdAt, expiresAt, revokedAt } = link
  return {
    claimLinkId: id,
    reference: reference(id),
    recipientReference: externalId,
    campaign: { id: campaign.id, sender: campaign.senderName },
    amount: toDecimal(link),
    currency: link.currency,
    state,
    issuedAt: createdAt,
    expiresAt,
    revokedAt,
    uploadedLine: await people.findUploaded(database, id),
    visits: visits ?? null,
    deposit: deposit && (await depositOf(database, deposit)),
    doneByHand: entries.map(({ at, action, detail }) => ({ at, action, detail })),
  }
}

async function depositOf(database: Context['database'], { deposit, attempts, events }: DepositCase) {
  const written = await deposits.findWritten(database, deposit.claimLinkId)
  return {
    requestId: deposit.requestId,
    amazonAccount: written?.amazonAccount ?? null,
    sent: written?.body?.toString() ?? null,
    state: deposit.state,
    reason: deposit.reason,
    consentedAt: deposit.consentedAt,
    decidedAt: deposit.decidedAt,
    attempts,
    log: events,
  }
}
