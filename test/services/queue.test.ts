/** The queue as a process knows it: read from the real tables, answered from memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { createQueueView } from '../../src/services/queue.ts'
import * as partnerAccounts from '../../src/storage/partner-account.ts'
import { readQueue } from '../../src/storage/queue.ts'
import { fillLane } from '../helpers/backlog.ts'
import { consented, depositOf, startCore } from '../helpers/consented.ts'
import { beginOutage } from '../helpers/outage.ts'

const open = { campaign: { heldSince: null }, readAt: new Date() }

test('each lane is read with its length, its samples and what is held, and nothing of what is settled', async t => {
  const service = await startCore(t)
  const [busy, held] = [await service.campaign(), await service.campaign()]
  await service.campaign()
  const tokens = await fillLane(service.context, busy, { count: 45, overMs: 45_000 })
  await fillLane(service.context, held, { count: 1, overMs: 1_000 })
  await service.database.query('update campaign set held_since = now() where id = $1', [held.id])
  const [sending] = tokens.map(claimLinkId)
  await service.database.query(
    `update deposit set state = 'sending', leased_until = now(), attempts = 1, first_sent_at = now()
     where claim_link_id = $1`,
    [sending],
  )
  const [account] = await readQueue(service.database)
  assert.equal(account?.sending, 1)
  const lane = account?.lanes.find(({ campaignId }) => campaignId === busy.id)
  assert.deepEqual([account?.lanes.length, lane?.waiting, lane?.samples.length], [2, 44, 3])
  const times = await Promise.all(
    [1, 21, 41, 44].map(place => depositOf(service, claimLinkId(tokens[place] ?? ''))),
  )
  assert.deepEqual(
    [...(lane?.samples ?? []), lane?.newest],
    times.map(({ consentedAt }) => consentedAt.getTime()),
  )
  assert.ok(account?.lanes.find(({ campaignId }) => campaignId === held.id)?.heldSince)
})

test('a waiting deposit has its place, one that was sent before has none, and on hold nobody has', async t => {
  const service = await startCore(t)
  const tokens = await fillLane(service.context, await service.campaign(), { count: 100, overMs: 100_000 })
  const queue = createQueueView(service.context)
  const waitAt = async (place: number, readAt = new Date()) =>
    queue.waitOf(await depositOf(service, claimLinkId(tokens[place] ?? '')), { ...open, readAt })
  assert.deepEqual(await waitAt(50), { kind: 'unknown' }, 'before the first reading')
  await queue.read()
  const wait = await waitAt(50)
  assert.ok(
    wait.kind === 'in-line' && wait.before === 50 && Math.abs(wait.leftMs - 5_200) < 1,
    JSON.stringify(wait),
  )
  await service.database.query(
    'update deposit set attempts = 1, first_sent_at = now() where claim_link_id = $1',
    [claimLinkId(tokens[50] ?? '')],
  )
  const { nextAttemptAt } = await depositOf(service, claimLinkId(tokens[50] ?? ''))
  assert.deepEqual(await waitAt(50, nextAttemptAt), { kind: 'sending' })
  await partnerAccounts.hold(service.database, 'default', 'funds')
  await queue.read()
  assert.deepEqual([await waitAt(50), await waitAt(51)], [{ kind: 'held' }, { kind: 'held' }])
})

test('one that was sent is being sent only while a call is under way or due, and else it is asked for again', async t => {
  const service = await startCore(t)
  const [token = ''] = await fillLane(service.context, await service.campaign(), { count: 1, overMs: 0 })
  const queue = createQueueView(service.context)
  await queue.read()
  const deposit = { ...(await depositOf(service, claimLinkId(token))), attempts: 1 }
  const kindAt = (sinceDueMs: number, state: 'pending' | 'sending') => {
    const readAt = new Date(deposit.nextAttemptAt.getTime() + sinceDueMs)
    return queue.waitOf({ ...deposit, state }, { ...open, readAt }).kind
  }
  const times = [-900_000, -1_001, -1_000, 0, 1_000, 60_000]
  assert.deepEqual(
    times.map(ms => kindAt(ms, 'pending')),
    ['again', 'again', 'sending', 'sending', 'sending', 'again'],
  )
  assert.deepEqual(new Set(times.map(ms => kindAt(ms, 'sending'))), new Set(['sending']))
})

test('the first claim of a campaign on hold is told so before any reading has its lane', async t => {
  const service = await startCore(t)
  const queue = createQueueView(service.context)
  await queue.read()
  const deposit = await depositOf(service, await consented(service))
  assert.equal(queue.waitOf(deposit, open).kind, 'in-line')
  const held = { ...open, campaign: { heldSince: new Date() } }
  assert.deepEqual(queue.waitOf(deposit, held), { kind: 'held' })
})

test('while the database is away the last reading is good for five seconds, and then nothing is known', async t => {
  const service = await startCore(t)
  const [token = ''] = await fillLane(service.context, await service.campaign(), { count: 1, overMs: 0 })
  const deposit = await depositOf(service, claimLinkId(token))
  let now = 0
  const queue = createQueueView(service.context, () => now)
  await queue.read()
  const outage = await beginOutage(service.database)
  now = 5_000
  await assert.rejects(queue.read(), /cannot be reached/)
  assert.equal(queue.waitOf(deposit, open).kind, 'in-line')
  now = 5_001
  assert.equal(queue.waitOf(deposit, open).kind, 'unknown')
  await outage.end()
  await queue.read()
  assert.equal(queue.waitOf(deposit, open).kind, 'in-line')
})
