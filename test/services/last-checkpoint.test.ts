/** The checkpoint that a process leaves when it stops: over all that came, and never at the price of the stop. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import { type CheckpointMemory, leaveCheckpoint } from '../../src/services/checkpoint-memory.ts'
import * as checkpoints from '../../src/storage/checkpoint.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { consented, startCore } from '../helpers/consented.ts'

function emptyMemory(): CheckpointMemory {
  const known = new Map<string, Checkpoint | null>()
  return { read: id => known.get(id) ?? null, write: (id, checkpoint) => void known.set(id, checkpoint) }
}

test('what came since the last checkpoint is covered by one more, which is remembered', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const remembered: (Checkpoint | null)[] = []
  const memory: CheckpointMemory = { ...emptyMemory(), write: (_, checkpoint) => remembered.push(checkpoint) }
  await consented(service)
  await leaveCheckpoint(context, memory)
  const newest = await checkpoints.findNewest(database)
  assert.equal(newest?.events, 1)
  assert.deepEqual(remembered, [newest])
  assert.deepEqual(service.log.at(-1)?.message, 'checkpoint closed')
})

test('a database that is busy is left after a second', async t => {
  const service = await startCore(t)
  await consented(service)
  await service.database.transaction(async tx => {
    await tx.query('lock table checkpoint')
    const startedMs = performance.now()
    await leaveCheckpoint(service.context, emptyMemory())
    assert.ok(performance.now() - startedMs < 1_500)
  })
  assert.deepEqual(service.log.at(-1)?.fields, { reason: 'the database was too slow' })
})

test('a database that is away is left at once', async t => {
  const service = await startCore(t)
  let connectionString = service.databaseUrl
  const away = await openDatabase({ current: () => ({ connectionString }) })
  connectionString = 'postgres://127.0.0.1:1/nothing'
  await service.database.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await leaveCheckpoint({ ...service.context, database: away }, emptyMemory())
  assert.equal(service.log.at(-1)?.message, 'stopped without a last checkpoint')
  await away.close()
})
