/** Rows for the export, page by page in key order. */
import type { Sql } from './database.ts'

const pageSize = 1_000

type LinkRow = { claimLinkId: string; amountMinor: number; currency: string }
type DepositRow = LinkRow & { requestId: string; state: string; inDoubt: boolean }
export type EventRow = {
  claimLinkId: string
  sequence: number
  payload: string
  previousHash: string
  hash: string
  checkpoint: number
}
type AttemptRow = { claimLinkId: string; number: number }

/** Which of Amazon's environments each partner account is in, and at which host. */
export async function places(
  sql: Sql,
): Promise<{ readonly name: string; readonly amazonEnv: string; readonly incentivesHost: string }[]> {
  return await sql.query(
    'select name, amazon_env as "amazonEnv", incentives_host as "incentivesHost" from partner_account',
  )
}

export function claimLinks(sql: Sql): AsyncGenerator<LinkRow> {
  return pages<LinkRow>(
    sql,
    `select link.id as "claimLinkId", link.campaign_id as "campaignId", campaign.partner_account as "partnerAccount",
       link.external_id as "externalId", link.amount_minor as "amountMinor", link.currency, link.rehearsal,
       link.mock_code as "mockCode",
       case when deposit.claim_link_id is not null then 'claimed' when link.revoked_at is not null then 'revoked'
         else 'unclaimed' end as state,
       link.created_at as "createdAt", link.revoked_at as "revokedAt", link.replaces_id as "replacesId",
       link.reserved, link.expires_at as "expiresAt", link.paused_at as "pausedAt"
     from claim_link link join campaign on campaign.id = link.campaign_id
       left join deposit on deposit.claim_link_id = link.id
       left join link_batch batch on batch.id = link.batch_id
     where link.id > $1 and (link.batch_id is null or link.batch_delivery <= batch.confirmed_delivery)
     order by link.id limit $2`,
  )
}

export function deposits(sql: Sql): AsyncGenerator<DepositRow> {
  return pages<DepositRow>(
    sql,
    `select claim_link_id as "claimLinkId", deposit.campaign_id as "campaignId", deposit.partner_account as "partnerAccount",
       account.marketplace, request_id as "requestId", amazon_account as "accountId",
       encode(account_hash, 'hex') as "accountHash", encode(body_hash, 'hex') as "bodySha256",
       amount_minor as "amountMinor", currency, state, in_doubt as "inDoubt", attempts, reason,
       consented_at as "consentedAt", first_sent_at as "firstSentAt", decided_at as "decidedAt", events,
       encode(chain_head, 'hex') as "chainHead"
     from deposit join partner_account account on account.name = deposit.partner_account
     where claim_link_id > $1 order by claim_link_id limit $2`,
  )
}

/** Keyed by deposit and number, since a page may end between two attempts of a deposit. */
export function attempts(sql: Sql): AsyncGenerator<AttemptRow> {
  return pages<AttemptRow>(
    sql,
    `select claim_link_id as "claimLinkId", number, started_at as "startedAt", finished_at as "finishedAt", outcome,
       applied, reason, http_status as "httpStatus", amazon_request_id as "amazonRequestId"
     from attempt where (claim_link_id, number) > ($1, $3) order by claim_link_id, number limit $2`,
    ({ number }) => [number],
    [0],
  )
}

export function events(sql: Sql): AsyncGenerator<EventRow> {
  return pages<EventRow>(
    sql,
    `select claim_link_id as "claimLinkId", sequence, payload, encode(previous_hash, 'hex') as "previousHash",
       encode(hash, 'hex') as hash, checkpoint
     from deposit_event where (claim_link_id, sequence) > ($1, $3) order by claim_link_id, sequence limit $2`,
    ({ sequence }) => [sequence],
    [0],
  )
}

/** `rest` completes the key of the last row where the claim link id alone is not unique. */
async function* pages<Row extends { claimLinkId: string }>(
  sql: Sql,
  text: string,
  rest: (row: Row) => readonly unknown[] = () => [],
  start: readonly unknown[] = [],
): AsyncGenerator<Row> {
  let after: readonly unknown[] = ['', pageSize, ...start]
  for (;;) {
    const rows = await sql.query<Row>(text, after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = [last.claimLinkId, pageSize, ...rest(last)]
  }
}
