/** Deposits of former days in the real tables, each with its attempt and its chained log, written by SQL alone. */
import pg from 'pg'
import type { Campaign } from '../../src/domain/campaign.ts'

/** `count` deposits of the campaign, one every ten seconds until now. The role must be allowed to skip triggers. */
export async function fillOldDeposits(databaseUrl: string, campaign: Campaign, count: number): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off')
    for (const statement of [...staging(count), ...inserts(pg.escapeLiteral(campaign.id))])
      await client.query(statement)
    const tables = ['claim_link', 'deposit', 'attempt', 'deposit_event']
    for (const table of tables) await client.query(`vacuum (freeze, analyze) ${table}`)
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

function staging(count: number): string[] {
  const rows = `select n, upper(left(md5('old ' || n), 26)) as id, now() - n * interval '10 seconds' as at
    from generate_series(1, ${count}) n`
  return [
    `create temp table old as
     select id, at, first.payload as payload1, first.hash as hash1, second.payload as payload2, second.hash as hash2,
       third.payload as payload3, third.hash as hash3
     from (${rows}) row, ${entry('first', 1, 'consented', "decode(repeat('00', 32), 'hex')")},
       ${entry('second', 2, 'sending', 'first.hash')}, ${entry('third', 3, 'deposited', 'second.hash')}`,
  ]
}

function entry(name: string, sequence: number, type: string, previous: string): string {
  return `lateral (
    select payload, sha256(${previous} || convert_to(payload, 'UTF8')) as hash
    from (select json_build_object('claimLinkId', id, 'sequence', ${sequence}, 'type', '${type}', 'at', at,
      'detail', json_build_object('attempt', 1, 'account', md5(id)))::text as payload) written) ${name}`
}

function inserts(campaignId: string): string[] {
  const campaign = `from old, campaign c where c.id = ${campaignId}`
  const log = [1, 2, 3].map(
    n =>
      `select id, ${n}, payload${n}, ${n === 1 ? "decode(repeat('00', 32), 'hex')" : `hash${n - 1}`}, hash${n} from old`,
  )
  return [
    `insert into claim_link (id, campaign_id, amount_minor, currency, created_at)
     select old.id, c.id, amount_minor, currency, at ${campaign}`,
    `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency, account_hash,
       body_hash, state, attempts, consented_at, first_sent_at, next_attempt_at, decided_at, events, chain_head)
     select old.id, c.id, partner_account, 'Emul1' || old.id, amount_minor, currency, sha256(old.id::bytea),
       sha256(old.id::bytea), 'deposited', 1, at, at, at, at, 3, hash3 ${campaign}`,
    `insert into attempt (claim_link_id, number, started_at, finished_at, outcome, applied, http_status)
     select id, 1, at, at, 'deposited', 'yes', 200 from old`,
    `insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash) ${log.join(' union all ')}`,
    `update campaign set granted_minor = amount_minor * (select count(*) from old) where id = ${campaignId}`,
  ]
}
