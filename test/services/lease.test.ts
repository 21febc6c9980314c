/** Answers that come late, attempts that nobody finished, and deposits that grew too old to be sent again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../../src/domain/outcome.ts'
import { recordAnswer } from '../../src/services/answer.ts'
import { type Lease, leaseDue, leaseMs } from '../../src/services/lease.ts'
import { giveUpStale, takeBackAbandoned } from '../../src/services/recovery.ts'
import * as attempts from '../../src/storage/attempt.ts'
import * as events from '../../src/storage/deposit-event.ts'
import { consented, depositOf, laneOf, passTime, sendAlone, startCore } from '../helpers/consented.ts'
import { loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

async function send(service: TestService, id: string): Promise<string> {
  await sendAlone(service, id)
  return (await depositOf(service, id)).state
}

const answerWith = (given: Partial<Answer>): Answer => ({
  outcome: 'unknown',
  applied: 'unproven',
  reason: 'test',
  hold: null,
  throttled: false,
  httpStatus: 200,
  amazonRequestId: null,
  ...given,
})

/** Leases without sending, as a process does that then stalls. */
async function stalledLease(service: TestService, id: string): Promise<Lease> {
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  assert.ok(lease)
  return lease
}

test('a process that lost its lease records a late SUCCESS from any state but deposited', async t => {
  const service = await startCore(t)
  for (const state of ['pending', 'refused', 'review']) {
    const id = await consented(service)
    const lease = await stalledLease(service, id)
    const decided = state === 'refused' ? 'now()' : 'null'
    await service.database.query(
      `update deposit set state = $2, leased_until = null, decided_at = ${decided} where claim_link_id = $1`,
      [id, state],
    )
    await recordAnswer(service.context, lease, answerWith({ outcome: 'deposited', applied: 'yes' }))
    assert.equal((await depositOf(service, id)).state, 'deposited', `from ${state}`)
  }
})

test('a late answer that is no SUCCESS is only put on record', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const lease = await stalledLease(service, id)
  await passTime(service)
  assert.equal(await send(service, id), 'deposited')
  await recordAnswer(service.context, lease, answerWith({ outcome: 'refused', applied: 'no' }))
  await recordAnswer(service.context, lease, answerWith({ outcome: 'deposited', applied: 'yes' }))
  assert.equal((await depositOf(service, id)).state, 'deposited')
  const log = await events.list(service.database, id)
  assert.deepEqual(log.map(({ payload }) => JSON.parse(payload).type).slice(-2), [
    'late-answer',
    'late-answer',
  ])
})

test('a refusal after an abandoned attempt goes to review, because that attempt may have been applied', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await stalledLease(service, id)
  await passTime(service)
  await setFaults(service, [{ fault: 'refuse' }])
  assert.equal(await send(service, id), 'review')
  const [first] = await attempts.list(service.database, id)
  assert.deepEqual([first?.outcome, first?.applied], ['unknown', 'unproven'])
})

test('a lease that a clock set back since would keep for a day ends as any does, and not before', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const id = await consented(service)
  await stalledLease(service, id)
  await database.query("update deposit set leased_until = leased_until + interval '1 day'")
  await takeBackAbandoned(context)
  assert.equal((await depositOf(service, id)).state, 'sending', 'its process may live')
  const left = `select extract(epoch from leased_until - now())::float8 * 1000 as ms from deposit`
  const [lease] = await database.query<{ ms: number }>(left)
  assert.ok(lease && lease.ms > leaseMs - 2_000 && lease.ms <= leaseMs, `${lease?.ms} ms`)
  await database.query("update deposit set leased_until = leased_until - interval '16 seconds'")
  await takeBackAbandoned(context)
  assert.equal((await depositOf(service, id)).state, 'pending')
})

test('what may have been applied is not leased so late that it would leave after the resend window', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await setFaults(service, [{ fault: 'f400', count: 1 }])
  await sendAlone(service, id)
  await passTime(service)
  const left = async (seconds: number) => {
    const end = new Date(Date.now() - service.context.resendWindowMs + seconds * 1_000)
    await service.database.query('update deposit set first_sent_at = $1', [end])
    return await leaseDue(service.context, await laneOf(service, id), 1)
  }
  assert.equal((await left(14)).length, 0, 'a lease takes 15 seconds')
  assert.equal((await left(20)).length, 1)
})

test('a deposit in doubt is handed to a person when the resend window is over, and is not sent any more', async t => {
  const service = await startCore(t)
  await setFaults(service, [{ fault: 'f400' }])
  const [doubtful, sure] = [await consented(service), await consented(service)]
  await send(service, doubtful)
  await service.database.query(
    "update deposit set first_sent_at = now() - interval '25 hours' where claim_link_id = $1",
    [doubtful],
  )
  await passTime(service)
  assert.equal(await sendAlone(service, doubtful), false)
  await giveUpStale(service.context)
  assert.equal((await depositOf(service, doubtful)).state, 'review')
  assert.equal((await depositOf(service, sure)).state, 'pending')
  assert.equal((await loadCallsOf(service)).length, 1)
})
