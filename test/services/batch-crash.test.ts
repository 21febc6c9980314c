/** What a batch is after a process died, a connection broke or the database went away in the middle: as before, or whole. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { workOnBatches } from '../../src/services/batch-work.ts'
import { getBatch, listBatches, orderFile, orderLinks } from '../../src/services/link-batch.ts'
import { deliver } from '../../src/services/link-delivery.ts'
import { receiveFile } from '../../src/services/link-intake.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { confirm, download, problemsOf, receive, rowsOf } from '../helpers/batch.ts'
import { startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

const people = (count: number) =>
  `external_id\n${Array.from({ length: count }, (_, row) => `r-${row}`).join('\n')}\n`

/** Ends every connection of the service's database once, as a restart of the server does. */
async function dropConnections({ database }: TestService): Promise<void> {
  const [row] = await database.query<{ name: string }>('select current_database() as name')
  const client = new pg.Client(process.env.TEST_DATABASE_URL)
  await client.connect()
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [row?.name])
  await client.end()
}

/** Another process of the same installation, which dies with all it has open when it is told to. */
async function another(t: TestContext, { context, databaseUrl }: TestService) {
  const database = await openDatabase({ current: () => ({ connectionString: databaseUrl }) })
  t.after(() => database.close())
  return { ...context, database }
}

async function countOf(
  { database }: TestService,
  table: 'claim_link' | 'link_row',
): Promise<number | undefined> {
  const text = table === 'claim_link' ? 'select count(*) from claim_link' : 'select count(*) from link_row'
  return (await database.query<{ count: number }>(text))[0]?.count
}

test('a file whose receiver died is given up by another process, which leaves nothing of it', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const { id } = await orderFile(service.context, campaign, 'people.csv', 'Ann')
  async function* dying(): AsyncGenerator<Buffer> {
    yield Buffer.from(people(12_000))
    await sleep(60_000, undefined, { ref: false })
  }
  const dead = await another(t, service)
  void receiveFile(dead, campaign, id, dying())
  while ((await getBatch(service.context, id)).lines === 0) await sleep(20)
  await workOnBatches(service.context)
  assert.equal((await getBatch(service.context, id)).state, 'receiving', 'it may still go on')
  await service.database.query("update link_batch set leased_until = now() - interval '1 second'")
  await workOnBatches(service.context)
  const batch = await getBatch(service.context, id)
  assert.equal(batch.state, 'refused')
  assert.match((await problemsOf(service, batch)).join(), /the upload broke off about here/)
  assert.equal(await countOf(service, 'link_row'), 0)
  const again = await receive(service, campaign, people(12_000))
  assert.deepEqual([again.state, again.lines], ['issuing', 12_000])
})

test('a download that breaks off in the middle can be neither confirmed nor claimed, and the next one is whole', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), people(5_000))
  const dead = await another(t, service)
  const half = await deliver(dead, batch, { bom: false, by: 'Ann' })
  let text = ''
  for await (const part of half.parts) {
    text += part
    if (rowsOf(text).length >= 2_000) break
  }
  assert.equal(await countOf(service, 'claim_link'), 2_000)
  await assert.rejects(confirm(service, batch), /not downloaded to the end/)
  const rows = rowsOf(await download(service, batch))
  await assert.rejects(half.complete(), /begun again/)
  assert.equal((await confirm(service, batch)).delivered, 5_000)
  assert.equal(new Set(rows.map(row => row.external_id)).size, 5_000)
  assert.equal(await countOf(service, 'claim_link'), 5_000)
})

test('of two downloads at once only the one that began last is good', async t => {
  const service = await startCore(t)
  const batch = await orderLinks(service.context, await service.campaign(), 6_000, 'Ann')
  const first = await deliver(service.context, batch, { bom: false, by: 'Ann' })
  const parts = first.parts[Symbol.asyncIterator]()
  await parts.next()
  await parts.next()
  const rows = rowsOf(await download(service, batch))
  await assert.rejects(async () => {
    while (!(await parts.next()).done) {}
  }, /this one is no longer good/)
  await confirm(service, batch)
  const ids = await service.database.query<{ line: number }>('select batch_line as line from claim_link')
  assert.deepEqual([rows.length, ids.length], [6_000, 6_000])
})

test('a database that goes away ends what is under way with a clear error, and everything goes on after it', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const { id } = await orderFile(service.context, campaign, 'people.csv', 'Ann')
  async function* cut(): AsyncGenerator<Buffer> {
    const file = Buffer.from(people(30_000))
    yield file.subarray(0, 200_000)
    await dropConnections(service)
    yield file.subarray(200_000)
  }
  const received = receiveFile(service.context, campaign, id, cut())
  // Its connections are idle at that moment, so it may go on with fresh ones.
  await received.catch((error: Error & { code?: string }) => assert.equal(error.code, 'unavailable'))
  await workOnBatches(service.context)
  const batch = await receive(service, await service.campaign(), people(3_000))
  const delivery = await deliver(service.context, batch, { bom: false, by: 'Ann' })
  const parts = delivery.parts[Symbol.asyncIterator]()
  await parts.next()
  // Somebody holds the batch, so that the next part waits when the server ends every connection.
  const held = service.database.transaction(async tx => {
    await tx.query('select from link_batch where id = $1 for update', [batch.id])
    await sleep(1_000)
  })
  await sleep(100)
  const broken = assert.rejects(parts.next(), { code: 'unavailable' })
  await sleep(300)
  await dropConnections(service)
  await broken
  await held.catch(() => {})
  assert.equal(rowsOf(await download(service, batch)).length, 3_000)
  assert.equal((await confirm(service, batch)).state, 'live')
})

test('a list whose check breaks off holds up no other, and is checked the next time', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const { context, database } = service
  await database.query(`create function break_off() returns trigger language plpgsql as
    $$ begin raise exception 'this check breaks off'; end $$`)
  await database.query(`create trigger broken before update on link_batch for each row
    when (old.state = 'checking' and new.lines = 1) execute function break_off()`)
  await assert.rejects(receive(service, campaign, 'external_id\nx\n'), /this check breaks off/)
  await assert.rejects(receive(service, campaign, 'external_id\ny\nz\n'), /this check breaks off/)
  const states = async () => (await listBatches(context, campaign)).map(({ lines, state }) => [lines, state])
  assert.deepEqual(await states(), [
    [2, 'issuing'],
    [1, 'checking'],
  ])
  await database.query('drop trigger broken on link_batch')
  await workOnBatches(context)
  assert.deepEqual((await states())[1], [1, 'issuing'])
})
