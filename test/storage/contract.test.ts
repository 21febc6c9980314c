/** What the rest of the program relies on in storage, on a real PostgreSQL: migrations, transactions, types, export. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import * as records from '../../src/storage/export.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { describeSchema } from '../../src/storage/schema.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { closers, openTestStore } from '../helpers/service.ts'

test('eight programs that start at once on an empty database migrate it once, and a later one changes nothing', async t => {
  const open = await emptyDatabase(t)
  const programs = await Promise.all(Array.from({ length: 8 }, open))
  await Promise.all(programs.map(migrate))
  const database = await open()
  const applied = await database.query('select number, name, applied_at from migration order by number')
  const schema = await describeSchema(database)
  assert.deepEqual(applied.length, new Set(applied.map(row => JSON.stringify(row))).size)
  await migrate(database)
  assert.deepEqual(
    await database.query('select number, name, applied_at from migration order by number'),
    applied,
  )
  assert.equal(await describeSchema(database), schema)
})

test('a migration that fails leaves nothing of itself behind', async t => {
  const database = await (await emptyDatabase(t))()
  await database.query('create table sign_in (in_the_way int)')
  await assert.rejects(migrate(database), /sign_in/)
  assert.match(await describeSchema(database), /^table sign_in\n {2}in_the_way integer\n$/)
})

test('code older than the oldest that the database serves is refused, and as old as that is welcome', async t => {
  const { database } = await openTestStore(closers(t))
  const version = '(select max(number) from migration)'
  await database.query(`insert into migration (number, name, oldest_code) values (9999, 'later', ${version})`)
  await migrate(database)
  await database.query('update migration set oldest_code = 9999 where number = 9999')
  await assert.rejects(migrate(database), {
    code: 'configuration',
    message: /serves code from migration 9999 on/,
  })
})

test('the committed description of the schema is what the migrations make: npm run schema', async t => {
  const { database } = await openTestStore(closers(t))
  const committed = readFileSync(new URL('../../src/storage/schema.txt', import.meta.url), 'utf8')
  assert.equal(await describeSchema(database), committed)
})

test('a column, a check, an index, a trigger or a function body that differs shows in the description', async t => {
  const { database } = await openTestStore(closers(t))
  const changes = [
    'alter table campaign alter column message drop not null',
    "alter table campaign alter column message set default 'x'",
    'alter table deposit drop constraint deposit_rehearsal_check',
    'drop index deposit_lane',
    'drop trigger deposit_guard on deposit',
    "create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'",
  ]
  const seen = new Set([await describeSchema(database)])
  for (const change of changes) {
    await database.query(change)
    seen.add(await describeSchema(database))
  }
  assert.equal(seen.size, changes.length + 1)
})

test('a commit waits for the disk on a server that otherwise does not', async t => {
  const open = await emptyDatabase(t)
  const setting = "select current_setting('synchronous_commit') as durable"
  const name = 'select current_database() as name'
  const [row] = await (await open()).query<{ name: string }>(name)
  await (await open()).query(`alter database ${row?.name} set synchronous_commit = off`)
  const database = await open()
  assert.deepEqual(await database.query(setting), [{ durable: 'on' }])
  assert.deepEqual(await database.transaction(tx => tx.query(setting)), [{ durable: 'on' }])
})

test('a transaction whose work throws leaves no trace, and its error is passed on', async t => {
  const { database } = await openTestStore(closers(t))
  const failed = database.transaction(async tx => {
    await tx.query("insert into installation (amazon_env) values ('sandbox')")
    throw new Error('changed my mind')
  })
  await assert.rejects(failed, /changed my mind/)
  assert.deepEqual(await database.query('select amazon_env from installation'), [])
})

test('a connection that breaks in a transaction is "unavailable", and the next transaction gets a sound one', async t => {
  const { database } = await openTestStore(closers(t))
  const broken = database.transaction(async tx => {
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    await database.query('select pg_terminate_backend($1, 5000)', [row?.pid])
    await tx.query('select 1')
  })
  await assert.rejects(broken, { name: 'DomainError', code: 'unavailable' })
  assert.deepEqual(await database.transaction(tx => tx.query('select 1 as one')), [{ one: 1 }])
})

test('a server older than PostgreSQL 15 is refused', async t => {
  const open = await emptyDatabase(t)
  const database = await open()
  const [row] = await database.query<{ name: string }>('select current_database() as name')
  // The one setting that tells the version cannot be set, but the function that reads it can be put in its place.
  await database.query(`create schema older;
    create function older.current_setting(text) returns text language sql as 'select ''140012''';
    alter database ${row?.name} set search_path = older, pg_catalog`)
  await assert.rejects(open(), { code: 'configuration', message: /older than PostgreSQL 15/ })
})

test('a bigint beyond what a number holds exactly is an error, never a rounded amount', async t => {
  const database = await (await emptyDatabase(t))()
  const read = (value: string) => database.query(`select ${value}::bigint as amount`)
  assert.deepEqual(await read('9007199254740991'), [{ amount: 2 ** 53 - 1 }])
  for (const value of ['9007199254740992', '9007199254740993', '-9007199254740993'])
    await assert.rejects(read(value), /beyond 2\^53/)
  assert.deepEqual(await read('25'), [{ amount: 25 }], 'the connection still works')
})

test('the export has every row once and in order, whatever falls on the border of a page', async t => {
  const { database } = await openTestStore(closers(t))
  await fill(database)
  const ids = (rows: readonly { claimLinkId: string }[]) => rows.map(({ claimLinkId }) => Number(claimLinkId))
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  assert.deepEqual(ids(await all(records.claimLinks(database))), upTo(2_000))
  assert.deepEqual(ids(await all(records.deposits(database))), upTo(1_001))
  const attempts = await all(records.attempts(database))
  const keys = attempts.map(({ claimLinkId, number }) => Number(claimLinkId) * 10 + number)
  assert.deepEqual(
    keys,
    upTo(1_001).flatMap(id => [id * 10 + 1, id * 10 + 2, id * 10 + 3]),
  )
})

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}

/** Pages are of 1,000: links fill two exactly, deposits one and a row, and three attempts each straddle the borders. */
async function fill(database: Database): Promise<void> {
  const id = "lpad(n::text, 26, '0')"
  await database.query(`
    insert into partner_account values ('default', 'emulator', 'localhost', 'us-east-1', 'US', 'Emul1');
    insert into campaign (id, partner_account, sender_name, brand_color, support_contact, message, amount_minor,
      currency, opens_at, closes_at, time_zone, budget_minor)
    values ('C', 'default', 'Acme', '#000000', 'a@b.example', '', 2500, 'USD', now(), 'infinity', 'UTC', 1);
    insert into claim_link (id, campaign_id, amount_minor, currency)
      select ${id}, 'C', 2500, 'USD' from generate_series(1, 2000) n order by random();
    insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
      amazon_account, body, account_hash, body_hash, chain_head)
      select ${id}, 'C', 'default', 'Emul1' || ${id}, 2500, 'USD', 'jane', '', sha256(n::text::bytea), sha256(''), sha256('')
      from generate_series(1, 1001) n;
    insert into attempt (claim_link_id, number)
      select ${id}, number from generate_series(1, 1001) n, generate_series(1, 3) number order by random()`)
}

/** Opens pools on one empty database; all are closed after the test. */
async function emptyDatabase(t: TestContext): Promise<() => Promise<Database>> {
  const closing = closers(t)
  const { url, drop } = await createTestDatabase()
  closing(drop)
  return async () => {
    const database = await openDatabase({ current: () => ({ connectionString: url }) })
    closing(() => database.close())
    return database
  }
}
