/** Checkpoints are closed while deposits go on, cover exactly what was committed before, and cannot be changed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkpointMac } from '../../src/domain/checkpoint.ts'
import { closeCheckpoint, closeWhenDue } from '../../src/services/checkpoint.ts'
import * as checkpoints from '../../src/storage/checkpoint.ts'
import { consented, sendAlone, startCore } from '../helpers/consented.ts'

test('a checkpoint is closed once for what was appended, follows the one before, and nothing is closed for nothing', async t => {
  const service = await startCore(t)
  const { context, database } = service
  assert.equal(await closeCheckpoint(context), undefined)
  const id = await consented(service)
  const first = await closeCheckpoint(context)
  assert.deepEqual([first?.number, first?.deposits, first?.events], [1, 1, 1])
  assert.equal(await closeCheckpoint(context), undefined)
  await sendAlone(service, id)
  const second = await closeCheckpoint(context)
  assert.ok(first && second)
  assert.deepEqual([second.number, second.deposits, second.events], [2, 1, 3])
  const { mac, ...sums } = second
  assert.equal(mac, checkpointMac(context.evidenceKey, sums, first.mac))
  assert.deepEqual(await checkpoints.findNewest(database), second)
  await assert.rejects(database.query('delete from checkpoint'), /append-only/)
  await assert.rejects(database.query('update checkpoint set deposits = 0'), /append-only/)
})

test('only one process closes at a time, and writers on their way are waited for, or left for the next round', async t => {
  const service = await startCore(t)
  const { context, database } = service
  await consented(service)
  const both = await Promise.all([closeCheckpoint(context), closeCheckpoint(context)])
  assert.equal(both.filter(checkpoint => checkpoint !== undefined).length, 1)

  await consented(service)
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const writing = database.transaction(async tx => {
    await tx.query('select pg_advisory_xact_lock_shared(7100227)')
    await held
  })
  await assert.rejects(closeCheckpoint(context), /reached just now/)
  release()
  await writing
  assert.equal((await closeCheckpoint(context))?.number, 2)
})

test('a process that dies over the sums of a number leaves it to the next one, so that none is missing', async t => {
  const service = await startCore(t)
  const { context, database } = service
  await consented(service)
  assert.equal((await closeCheckpoint(context))?.number, 1)
  await consented(service)
  await checkpoints.closeOpen(database, 1)
  await consented(service)
  const newest = await closeCheckpoint(context)
  assert.deepEqual([newest?.number, newest?.events], [3, 3], 'all that came is covered at once')
  assert.equal((await checkpoints.find(database, 2))?.events, 2)
  assert.equal(await closeCheckpoint(context), undefined)
})

test('any number of processes together close one checkpoint a minute', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const closed = async () => {
    await consented(service)
    await Promise.all([closeWhenDue(context), closeWhenDue(context)])
    return (await checkpoints.findNewest(database))?.number
  }
  assert.equal(await closed(), 1)
  assert.equal(await closed(), 1)
  await database.query('alter table checkpoint disable trigger checkpoint_append_only')
  await database.query(`update checkpoint set at = at - interval '60 seconds'`)
  assert.equal(await closed(), 2)
})

test('a checkpoint is of the database’s time, whatever the clock of the process says', async t => {
  const service = await startCore(t)
  await consented(service)
  const context = { ...service.context, clock: () => new Date(0) }
  const closed = await closeCheckpoint(context)
  assert.ok(closed && Math.abs(closed.at.getTime() - Date.now()) < 60_000, closed?.at.toISOString())
  assert.deepEqual(await checkpoints.findNewest(service.database), closed)
})

test('under load every event is covered by the first checkpoint that closed after its commit', async t => {
  const service = await startCore(t)
  const { context, database } = service
  let going = true
  const closing = (async () => {
    while (going) await closeCheckpoint(context).catch(() => {})
  })()
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 5 }, () => consented(service)))
  going = false
  await closing
  await closeCheckpoint(context)
  const wrong = await database.query(
    `select from checkpoint c where c.events <> (select count(*) from deposit_event e where e.checkpoint <= c.number)`,
  )
  assert.equal(wrong.length, 0)
  assert.ok(((await checkpoints.findNewest(database))?.number ?? 0) > 2)
})
