/** Several processes at one pace: what they keep to when the database's clock is set, and when a hold begins. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../src/services/context.ts'
import { holdAccount } from '../../src/services/hold.ts'
import { latenessByAccount } from '../../src/services/lateness.ts'
import { createSender, type Sender } from '../../src/services/sender.ts'
import { createSlotClock, type SlotClock } from '../../src/services/slot-clock.ts'
import { fillLane } from '../helpers/backlog.ts'
import { startCore } from '../helpers/consented.ts'
import { eventually } from '../helpers/program.ts'
import { loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

/** The database's clock as the processes read it: ahead of the real one by so much. */
type SetClock = { aheadMs: number }

/** A database clock that was set is one whose answers say so; what it has written before is moved by `set`. */
function clockOf({ elapsedMs }: Context, set: SetClock): SlotClock {
  const clock = createSlotClock(elapsedMs)
  return {
    ...clock,
    note: (askedMs, databaseMs) => clock.note(askedMs, databaseMs + set.aheadMs),
    localMs: databaseMs => clock.localMs(databaseMs + set.aheadMs),
  }
}

async function setDatabaseClock({ database }: TestService, set: SetClock, byMs: number): Promise<void> {
  await database.query(
    'update partner_account set next_slot_at = next_slot_at - make_interval(secs => $1 / 1000.0)',
    [byMs],
  )
  set.aheadMs += byMs
}

/** Senders that know of each other only through the database, with so many deposits that wait; all have begun to send. */
async function busy(t: TestContext, { processes, waiting }: { processes: number; waiting: number }) {
  const service = await startCore(t)
  const set: SetClock = { aheadMs: 0 }
  const campaign = await service.campaign({ budget: '10000.00' })
  await fillLane(service.context, campaign, { count: waiting, overMs: 1_000 })
  const senders = Array.from({ length: processes }, () => senderOf(service, set))
  t.after(() => Promise.all(senders.map(sender => sender.stop())))
  const sending = Promise.all(senders.map(sender => sender.sendDue()))
  await eventually(async () => (await loadCallsOf(service)).length > processes)
  return { service, set, sending }
}

function senderOf({ context }: TestService, set: SetClock): Sender {
  const { elapsedMs } = context
  const own = { slotClock: clockOf(context, set), latenessOf: latenessByAccount(elapsedMs) }
  return createSender({ ...context, ...own })
}

async function callTimes(service: TestService): Promise<number[]> {
  return (await loadCallsOf(service)).map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b)
}

for (const byMs of [3_000, -7_200_000]) {
  test(`no second has more calls than allowed when the database's clock is set by ${byMs / 1_000} s`, async t => {
    const { service, set, sending } = await busy(t, { processes: 4, waiting: 36 })
    await setDatabaseClock(service, set, byMs)
    await sending
    const times = await callTimes(service)
    assert.ok(times.length >= 30, `${times.length} calls`)
    const shortest = Math.min(...times.slice(10).map((at, index) => at - (times[index] ?? 0)))
    assert.ok(shortest >= 1_000, `eleven calls within ${shortest} ms`)
  })
}

test('hardly a call leaves after a hold has begun, though every process has its slot', async t => {
  const { service, sending } = await busy(t, { processes: 8, waiting: 60 })
  await sleep(500)
  await holdAccount(service.context, 'default', { by: 'Ann', reason: 'the books are closed' })
  const heldAt = Date.now()
  await sending
  const late = (await callTimes(service)).map(at => at - heldAt).filter(ms => ms >= 0)
  assert.ok(late.length <= 2, `calls left ${late} ms after the hold`)
})

test('after Amazon asked for a slower pace no process sends anything for a second', async t => {
  const { service, sending } = await busy(t, { processes: 3, waiting: 30 })
  await setFaults(service, [{ fault: 'throttle', count: 1 }])
  await sending
  const calls = await loadCallsOf(service)
  const throttledAt = Date.parse(calls.find(({ status }) => status === 400)?.at ?? '')
  const within = (await callTimes(service)).filter(at => at > throttledAt && at < throttledAt + 1_000)
  // What was given before, a tenth of a second apart: to each of the others.
  assert.ok(within.length <= 2, `calls left ${within.map(at => at - throttledAt)} ms after it`)
})
