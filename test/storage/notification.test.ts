/** Notifications between processes: heard at once, and again after the connection was lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as queue from '../../src/storage/deposit-queue.ts'
import { beginOutage } from '../helpers/outage.ts'
import { eventually } from '../helpers/program.ts'
import { closers, openTestStore } from '../helpers/service.ts'

test('what is announced is heard, and whoever was away is told to look when it is back', async t => {
  const { database } = await openTestStore(closers(t))
  let heard = 0
  const listening = database.listen(queue.channel, () => heard++)
  await eventually(() => heard === 1)
  const started = performance.now()
  await queue.announce(database)
  await eventually(() => heard === 2)
  t.diagnostic(`heard after ${(performance.now() - started).toFixed(1)} ms`)

  const outage = await beginOutage(database)
  await outage.end()
  await eventually(() => heard === 3)
  await eventually(async () => {
    await queue.announce(database).catch(() => {})
    return heard > 3
  })
  await listening.stop()
  const before = heard
  await queue.announce(database)
  assert.equal(heard, before)
})

test('an announcement inside a transaction is heard once it is committed, and never when it is not', async t => {
  const { database } = await openTestStore(closers(t))
  let heard = 0
  const listening = database.listen(queue.channel, () => heard++)
  await eventually(() => heard === 1)
  await database
    .transaction(async tx => {
      await queue.announce(tx)
      throw new Error('undone')
    })
    .catch(() => {})
  await database.transaction(tx => queue.announce(tx))
  await eventually(() => heard === 2)
  assert.equal(heard, 2)
  await listening.stop()
})
