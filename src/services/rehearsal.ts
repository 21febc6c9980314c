/** Rehearsal links: they walk every page of a campaign in the real mail, and can never have a deposit. */
import { parseActor } from '../domain/audit.ts'
import { type Campaign, sampleAmount } from '../domain/campaign.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import { type Issued, newLink, plain } from './claim-link.ts'
import type { Context } from './context.ts'

/** Where every link brings its own amount, it shows a sample. */
export async function issueRehearsal(context: Context, campaign: Campaign, by: string): Promise<Issued> {
  const order = { externalId: null, amountMinor: sampleAmount(campaign) }
  const { link, issued } = newLink(context, campaign, order, { ...plain, rehearsal: true })
  await context.database.transaction(async tx => {
    await claimLinks.insertAll(tx, [link])
    const detail = { link: link.id }
    await audit.append(tx, { actor: parseActor(by), action: 'link rehearsal', subject: campaign.id, detail })
  })
  return issued
}
