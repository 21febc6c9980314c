/** A long line, put into the real tables at once: claim links with the tokens that open them, and deposits that wait. */
import { randomBytes } from 'node:crypto'
import { loadBody } from '../../src/amazon/wire.ts'
import { type Campaign, fixedAmount } from '../../src/domain/campaign.ts'
import { claimLinkId, claimTokenBytes } from '../../src/domain/claim-link.ts'
import { requestId } from '../../src/domain/deposit.ts'
import { chainStart } from '../../src/domain/deposit-event.ts'
import { accountOf, type Context } from '../../src/services/context.ts'
import type { Database } from '../../src/storage/database.ts'
import { jane } from './consented.ts'

const batch = 5_000

/** Deposits of one campaign that wait since `overMs` ago until now, evenly spread; the tokens, oldest consent first. */
export async function fillLane(
  context: Pick<Context, 'database' | 'accounts'>,
  campaign: Campaign,
  { count, overMs }: { readonly count: number; readonly overMs: number },
): Promise<string[]> {
  const account = accountOf(context, campaign.partnerAccount)
  const tokens = Array.from({ length: count }, () => randomBytes(claimTokenBytes).toString('base64url'))
  for (let start = 0; start < count; start += batch) {
    const rows = tokens.slice(start, start + batch).map((token, index) => {
      const id = claimLinkId(token)
      const request = requestId(account.partnerId, id)
      const money = { amountMinor: fixedAmount(campaign), currency: campaign.currency }
      const load = { requestId: request, amazonAccount: jane, money }
      const ageMs = overMs * (1 - (start + index) / count)
      return { id, request, body: loadBody(account, load).toString(), ageMs }
    })
    await insertAll(context.database, campaign, rows)
  }
  return tokens
}

type Row = {
  readonly id: string
  readonly request: string
  readonly body: string
  readonly ageMs: number
}

async function insertAll(database: Database, campaign: Campaign, rows: readonly Row[]): Promise<void> {
  const { id, currency, partnerAccount } = campaign
  const amountMinor = fixedAmount(campaign)
  const given = [JSON.stringify(rows), id, amountMinor, currency]
  await database.transaction(async tx => {
    await tx.query('update campaign set granted_minor = granted_minor + $2 where id = $1', [
      id,
      rows.length * amountMinor,
    ])
    await tx.query(
      `insert into claim_link (id, campaign_id, amount_minor, currency)
       select id, $2, $3, $4 from json_to_recordset($1) as row (id text)`,
      given,
    )
    await tx.query(
      `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
         account_hash, amazon_account, body, body_hash, chain_head, consented_at)
       select id, $2, $5, request, $3, $4, sha256(convert_to(id, 'UTF8')), $6, convert_to(body, 'UTF8'),
         sha256(convert_to(body, 'UTF8')), $7, now() - make_interval(secs => "ageMs" / 1000)
       from json_to_recordset($1) as row (id text, request text, body text, "ageMs" float8)`,
      [...given, partnerAccount, jane, chainStart],
    )
  })
}
