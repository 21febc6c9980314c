/** Deposits of former days in the real tables, each with its attempt and its chained log, written by SQL alone. */
import pg from 'pg'
import type { Campaign } from '../../src/domain/campaign.ts'

type Step = { readonly what: string; readonly sql: string }

/**
 * `count` deposits of the campaign, one every ten seconds until now; tells each step with its time. The role must be a
 * superuser's: no trigger runs, and the server makes no checkpoint of its own, because filling is not what is measured.
 */
export async function fillOldDeposits(databaseUrl: string, campaign: Campaign, count: number): Promise<void> {
  const client = new pg.Client(databaseUrl)
  // One that is cut off is told by its query.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off')
    await sizeLog(client, `set max_wal_size = '8GB'`)
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query('update pg_index set indisready = false where indrelid = any ($1::regclass[])', [
      tables,
    ])
    const steps = [staging(count), ...inserts(pg.escapeLiteral(campaign.id)), ...tables.flatMap(finishing)]
    for (const step of steps) await tell(client, count, step)
    await sizeLog(client, 'reset max_wal_size')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

async function sizeLog(client: pg.Client, setting: string): Promise<void> {
  await client.query(`alter system ${setting}`)
  await client.query('select pg_reload_conf()')
}

async function tell(client: pg.Client, count: number, { what, sql }: Step): Promise<void> {
  const startedMs = performance.now()
  await client.query(sql)
  console.error(`${count} old deposits: ${what}, ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`)
}

/** Without "offset 0" the server would compute each hash anew for each column. */
function staging(count: number): Step {
  const rows = `select n, upper(left(md5('old ' || n), 26)) as id, now() - n * interval '10 seconds' as at
    from generate_series(1, ${count}) n`
  return {
    what: 'computed',
    sql: `create temp table old as
     select id, at, first.payload as payload1, first.hash as hash1, second.payload as payload2, second.hash as hash2,
       third.payload as payload3, third.hash as hash3
     from (${rows}) row, ${entry('first', 1, 'consented', "decode(repeat('00', 32), 'hex')")},
       ${entry('second', 2, 'sending', 'first.hash')}, ${entry('third', 3, 'deposited', 'second.hash')}`,
  }
}

function entry(name: string, sequence: number, type: string, previous: string): string {
  return `lateral (
    select payload, sha256(${previous} || convert_to(payload, 'UTF8')) as hash
    from (select json_build_object('claimLinkId', id, 'sequence', ${sequence}, 'type', '${type}', 'at', at,
      'detail', json_build_object('attempt', 1, 'account', md5(id)))::text as payload offset 0) written offset 0) ${name}`
}

function inserts(campaignId: string): Step[] {
  const campaign = `from old, campaign c where c.id = ${campaignId}`
  const log = [1, 2, 3].map(
    n =>
      `select id, ${n}, payload${n}, ${n === 1 ? "decode(repeat('00', 32), 'hex')" : `hash${n - 1}`}, hash${n} from old`,
  )
  return [
    {
      what: 'claim links',
      sql: `insert into claim_link (id, campaign_id, amount_minor, currency, created_at)
     select old.id, c.id, amount_minor, currency, at ${campaign}`,
    },
    {
      what: 'deposits',
      sql: `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
       account_hash, body_hash, state, attempts, consented_at, first_sent_at, next_attempt_at, decided_at, events,
       chain_head)
     select old.id, c.id, partner_account, 'Emul1' || old.id, amount_minor, currency, sha256(old.id::bytea),
       sha256(old.id::bytea), 'deposited', 1, at, at, at, at, 3, hash3 ${campaign}`,
    },
    {
      what: 'attempts',
      sql: `insert into attempt (claim_link_id, number, started_at, finished_at, outcome, applied, http_status)
     select id, 1, at, at, 'deposited', 'yes', 200 from old`,
    },
    {
      what: 'log',
      sql: `insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash) ${log.join(' union all ')}`,
    },
    {
      what: 'budget',
      sql: `update campaign set granted_minor = amount_minor * (select count(*) from old) where id = ${campaignId}`,
    },
  ]
}

const tables = ['claim_link', 'deposit', 'attempt', 'deposit_event']

function finishing(table: string): Step[] {
  return [
    { what: `${table} indexed`, sql: `reindex table ${table}` },
    { what: `${table} frozen and analyzed`, sql: `vacuum (freeze, analyze) ${table}` },
  ]
}
