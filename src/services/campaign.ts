/** Making campaigns, looking at them, and moving them from state to state. */
import { type AuditAction, changesOf, parseActor } from '../domain/audit.ts'
import { type Campaign, type Move, stateAfter } from '../domain/campaign.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import { type CampaignInput, readSettings, wordsOf } from './campaign-input.ts'
import type { Context } from './context.ts'

export type { ListedCampaign } from '../storage/campaign.ts'
export type { CampaignInput } from './campaign-input.ts'

export type Making = {
  /** Who makes it, for the audit. */
  readonly by: string
  /** A draft waits for its launch; it is live at once unless this says so. */
  readonly state?: 'draft' | 'live'
}

/** Throws `invalid-input` with every field that needs mending. */
export async function createCampaign(
  context: Context,
  input: CampaignInput,
  { by, state = 'live' }: Making,
): Promise<Campaign> {
  const settings = await readSettings(context, input)
  const id = encodeCrockford(context.randomBytes(8), 10)
  return await context.database.transaction(async tx => {
    await campaigns.insert(tx, { ...settings, id, state })
    const detail = changesOf({}, { ...wordsOf(settings), state })
    await audit.append(tx, { actor: parseActor(by), action: 'campaign create', subject: id, detail })
    return await getCampaign({ database: tx }, id)
  })
}

/**
 * Launches, pauses, resumes or ends a campaign, unless `check` throws, which is asked in the same transaction. Throws
 * `conflict` when it is not in a state from which that is possible, or is to be launched after its end.
 */
export async function moveCampaign(
  context: Context,
  id: string,
  move: Move,
  by: string,
  check: (tx: Sql, campaign: Campaign) => Promise<void> = async () => {},
): Promise<Campaign> {
  const { id: found } = await getCampaign(context, id)
  await context.database.transaction(async tx => {
    const campaign = await campaigns.lock(tx, found)
    if (!campaign) throw new Error(`bug: campaign ${found} vanished`)
    const to = requireMove(campaign, move, context.clock())
    await check(tx, campaign)
    await campaigns.setState(tx, found, to)
    const action: AuditAction = `campaign ${move}`
    const detail = changesOf({ state: campaign.state }, { state: to })
    await audit.append(tx, { actor: parseActor(by), action, subject: found, detail })
  })
  return await getCampaign(context, found)
}

function requireMove({ state, closesAt }: Campaign, move: Move, now: Date) {
  const to = stateAfter(move, state)
  if (!to) throw new DomainError('conflict', `campaign: it is ${state}, so "${move}" is not possible`)
  if (move !== 'launch' || closesAt > now) return to
  throw new DomainError('conflict', 'campaign: its window is over; set a later end, then launch it')
}

/** Throws `not-found`. */
export async function getCampaign({ database }: { readonly database: Sql }, id: string): Promise<Campaign> {
  const campaign = await findCampaign({ database }, id.toUpperCase())
  if (campaign) return campaign
  throw new DomainError('not-found', `campaign: there is none with id "${id}"; "campaign list" shows all`)
}

/** Whoever reads this may have typed anything: what is no id finds nothing. */
export async function findCampaign(
  { database }: { readonly database: Sql },
  id: string,
): Promise<Campaign | undefined> {
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(id) ? await campaigns.find(database, id) : undefined
}

export async function listCampaigns({
  database,
}: Pick<Context, 'database'>): Promise<campaigns.ListedCampaign[]> {
  return await campaigns.listForPeople(database)
}
