/** Taking back what nobody has claimed yet: a link is revoked, or replaced by its one successor. */
import { changesOf, parseActor } from '../domain/audit.ts'
import type { ClaimLink } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import { getCampaign } from './campaign.ts'
import { getLink, type Issued, newLink, refuseTaken } from './claim-link.ts'
import type { Context } from './context.ts'
import { giveBackReserved } from './reserved.ts'
import { requireTrusted } from './restore.ts'

const revoked = changesOf({ state: 'unclaimed' }, { state: 'revoked' })

/** Makes an unclaimed link worthless. Throws `conflict` when it is claimed. */
export async function revokeLink(context: Context, named: string, by: string): Promise<ClaimLink> {
  const { id } = await getLink(context, named)
  await context.database.transaction(async tx => {
    const { reserved, revokedAt, campaignId, amountMinor } = await revokeUnclaimed(tx, id)
    if (revokedAt) return
    await giveBackReserved(tx, campaignId, [{ reserved, amountMinor }])
    await audit.append(tx, { actor: parseActor(by), action: 'link revoke', subject: id, detail: revoked })
  })
  return await getLink(context, id)
}

/** Revokes an unclaimed link and issues its one successor under the same lock. */
export async function replaceLink(context: Context, named: string, by: string): Promise<Issued> {
  const { id } = await getLink(context, named)
  return await context.database.transaction(async tx => {
    if (!(await deposits.lockEarlierRefused(tx, id))) throw paidBefore()
    const link = await revokeUnclaimed(tx, id)
    if (link.issuing) throw notLive()
    const last = (await claimLinks.chain(tx, id)).at(-1)
    if (last && last.id !== id)
      throw new DomainError('conflict', `link: it was already replaced by ${last.id}; replace that one`)
    const campaign = await getCampaign({ database: tx }, link.campaignId)
    await requireTrusted(tx, campaign.partnerAccount, link.createdAt)
    const { externalId, amountMinor, rehearsal, mockCode, expiresAt, pausedAt } = link
    await refuseTaken(tx, campaign, [link])
    const reserved = link.reserved && link.revokedAt === null
    const kind = { rehearsal, mockCode, replacesId: id, reserved, expiresAt, pausedAt }
    const made = newLink(context, campaign, { externalId, amountMinor }, kind)
    await claimLinks.insertAll(tx, [made.link])
    const detail = { ...(link.revokedAt === null && revoked), successor: made.link.id }
    await audit.append(tx, { actor: parseActor(by), action: 'link replace', subject: id, detail })
    return made.issued
  })
}

/** Returns the link as it was. */
async function revokeUnclaimed(tx: Sql, id: string): Promise<ClaimLink> {
  const link = await claimLinks.lock(tx, id)
  if (!link) throw new Error(`bug: claim link ${id} vanished`)
  if (await deposits.find(tx, id)) {
    throw new DomainError(
      'conflict',
      'link: it is claimed, so it can be neither revoked nor replaced; "deposit show" tells its state. After a refusal "link retry" lets the recipient use another account',
    )
  }
  if (link.issuing && !link.revokedAt) throw notLive()
  await claimLinks.revoke(tx, id)
  return link
}

/** Nobody could ever claim what would be made. */
function paidBefore(): DomainError {
  return new DomainError(
    'conflict',
    'link: it succeeds one whose reward was paid after all, or may have been, so it cannot be replaced',
  )
}

function notLive(): DomainError {
  return new DomainError(
    'conflict',
    'link: nobody can claim it, because its batch is not confirmed or was withdrawn: confirm or withdraw the batch, or order a new link',
  )
}
