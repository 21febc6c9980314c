/** Holds, slots and outages: what stands between a lease and the first byte. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { issueScenario } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import type { Context } from '../../src/services/context.ts'
import { sendLeased } from '../../src/services/deposit.ts'
import { leaseDue } from '../../src/services/lease.ts'
import { retryDeposit } from '../../src/services/retry.ts'
import { createSender } from '../../src/services/sender.ts'
import { createSlots } from '../../src/services/slots.ts'
import * as partnerAccounts from '../../src/storage/partner-account.ts'
import * as throttle from '../../src/storage/throttle.ts'
import {
  consented,
  depositOf,
  laneOf,
  passTime,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { beginOutage, beginReadOnly } from '../helpers/outage.ts'
import { loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

async function slotAhead({ database }: TestService, ms: number): Promise<void> {
  await database.query(
    'update partner_account set next_slot_at = clock_timestamp() + make_interval(secs => $1 / 1000.0)',
    [ms],
  )
}

test('a hold for a wrong echo outlives every other reason and every success', async t => {
  const service = await startCore(t)
  await partnerAccounts.hold(service.database, 'default', 'echo')
  await partnerAccounts.hold(service.database, 'default', 'funds')
  await partnerAccounts.noteAnswered(service.database, 'default', true)
  assert.equal((await partnerAccounts.listStatus(service.database))[0]?.holdReason, 'echo')
  await partnerAccounts.hold(service.database, 'default', 'clock')
  assert.deepEqual(await partnerAccounts.releaseByHand(service.database, 'default'), {
    reason: 'echo',
    isReconciled: false,
    still: null,
  })
})

test('a slot is given only to a good lease of an account that is not on hold', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  assert.ok(lease)
  const terms = { partnerAccount: 'default', callsPerSecond: 10, leadMs: 0, spareMs: 0 }
  const slot = (isProbe = false) => throttle.takeSlots(service.database, [lease], { ...terms, isProbe })
  const change = (statement: string) => service.database.query(statement)
  assert.notEqual(await slot(), null)

  await partnerAccounts.hold(service.database, 'default', 'funds')
  assert.equal(await slot(), null)
  assert.notEqual(await slot(true), null, 'a probe is sent in spite of the hold')
  await partnerAccounts.hold(service.database, 'default', 'echo')
  assert.equal(await slot(true), null, 'not even a probe passes a wrong echo')
  await partnerAccounts.releaseByHand(service.database, 'default')
  await change("update deposit set leased_until = now() + interval '5 seconds'")
  assert.equal(await slot(), null, 'too little of the lease is left for a call')
  await change("update deposit set leased_until = now() + interval '15 seconds', attempts = attempts + 1")
  assert.equal(await slot(), null, 'another process has taken over')
})

test('a hold that begins while others wait for their slots stops them', async t => {
  const service = await startCore(t)
  for (let count = 0; count < 25; count++) await consented(service)
  await setFaults(service, [{ fault: 'wrong-echo-amount' }])
  const sender = createSender(service.context)
  await sender.sendDue()
  await sender.stop()
  const calls = (await loadCallsOf(service)).length
  assert.ok(calls < 25, `${calls} of 25 were sent although the first answer was wrong`)
  const states = await service.database.query<{ state: string }>('select state from deposit')
  assert.deepEqual([...new Set(states.map(({ state }) => state))].sort(), ['pending', 'review'])
})

test('nobody waits long for a slot, and a clock that was set back does not stop the account', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await slotAhead(service, 3_000)
  const started = performance.now()
  await sendAlone(service, id)
  assert.ok(performance.now() - started < 1_000, 'too far away: nobody waits for it')
  const handedBack = await depositOf(service, id)
  assert.deepEqual([handedBack.state, handedBack.attempts], ['pending', 0], 'it is not even leased')
  await slotAhead(service, 3_600_000)
  await passTime(service)
  await sendAlone(service, id)
  assert.equal((await depositOf(service, id)).state, 'deposited')
})

test('who waits does not wait for a database clock to catch up that was set back', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await service.database.query("update deposit set next_attempt_at = now() + interval '2 hours'")
  await service.database.query("update partner_account set send_after = now() + interval '2 hours'")
  const sender = createSender(service.context)
  await sender.sendDue()
  await sender.stop()
  assert.equal((await depositOf(service, id)).state, 'deposited')
})

test('whoever is over a daily limit at Amazon waits long, and neither costs others slots nor holds up the end of a hold', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const limited = await issueScenario(
    service.context,
    campaign,
    { code: 'F3010', amountMinor: 2500 },
    'a test',
  )
  await consent(service.context, await signedIn(service, limited.id))
  const other = await consented(service)
  await partnerAccounts.hold(service.database, 'default', 'funds')
  const sender = createSender(service.context)
  for (let probe = 0; probe < 2; probe++) {
    await service.database.query('update partner_account set send_after = now()')
    await sender.sendProbes()
  }
  await sender.stop()
  const { state, nextAttemptAt } = await depositOf(service, limited.id)
  const waitMs = nextAttemptAt.getTime() - Date.now()
  assert.ok(state === 'pending' && waitMs > 14 * 60_000 && waitMs < 31 * 60_000, `${state} ${waitMs}`)
  assert.equal((await depositOf(service, other)).state, 'deposited')
  assert.equal((await partnerAccounts.findStatus(service.database, 'default'))?.holdReason, null)
})

test('a deposit that Amazon never permits stops its account for ever smaller parts of the time', async t => {
  const started = await startCore(t)
  const longest = (size: number) => Buffer.alloc(size, 255)
  const service = { ...started, context: { ...started.context, randomBytes: longest } }
  const never = await consented(service)
  await setFaults(service, [{ fault: 'contract', requestId: `Emul1${never}` }])
  const sender = createSender(service.context)
  const minute = async () => {
    await passTime(service)
    await sender.sendProbes()
    await sender.sendDue()
  }
  const waits: number[] = []
  for (let probe = 0; probe < 12; probe++) {
    const other = await consented(service)
    while ((await depositOf(service, other)).state !== 'deposited') await minute()
    const { nextAttemptAt } = await depositOf(service, never)
    waits.push(Math.round((nextAttemptAt.getTime() - Date.now()) / 1_000))
  }
  await sender.stop()
  assert.ok((waits.at(-1) ?? 0) > 60, `${waits}`)
  assert.equal((await depositOf(service, never)).state, 'pending')
})

/** Something happens as soon as Amazon has answered, before that is on record. */
function afterAnswer({ context }: TestService, happens: () => Promise<void>): Context {
  const { incentives } = context
  const loadAmazonBalance: typeof incentives.loadAmazonBalance = async (...call) => {
    const answer = await incentives.loadAmazonBalance(...call)
    await happens()
    return answer
  }
  return { ...context, incentives: { ...incentives, loadAmazonBalance } }
}

for (const [how, begin] of [
  ['away', beginOutage],
  ['read-only', beginReadOnly],
] as const)
  test(`a SUCCESS heard while the database is ${how} is recorded when it is back`, async t => {
    const service = await startCore(t)
    const id = await consented(service)
    const context = afterAnswer(service, async () => {
      const outage = await begin(service.database)
      setTimeout(() => void outage.end(), 700)
    })
    await sendAlone({ ...service, context }, id)
    assert.equal((await depositOf(service, id)).state, 'deposited')
    assert.equal((await loadCallsOf(service)).length, 1)
  })

test('a SUCCESS heard as the service stops is recorded although somebody else has its row for longer than a statement waits', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  let other: Promise<void> | undefined
  const context = afterAnswer(service, async () => {
    const locked = Promise.withResolvers<void>()
    other = service.database.transaction(async tx => {
      await tx.query('select from deposit where claim_link_id = $1 for update', [id])
      locked.resolve()
      await sleep(3_600)
    })
    await locked.promise
    resolve()
  })
  const sender = createSender(context)
  await sender.wake()
  await answered
  const started = performance.now()
  await sender.stop()
  assert.ok(performance.now() - started < 7_000)
  await other
  assert.equal((await depositOf(service, id)).state, 'deposited')
})

test('a deposit that the database gives no slot because it is away has not left, and is not in doubt', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  assert.ok(lease)
  const stop = undefined
  const slots = createSlots(service.context, 'default', { isProbe: false, stopping: stop })
  const outage = await beginOutage(service.database)
  const ended = sleep(700).then(outage.end)
  await sendLeased(service.context, lease, { slots, stop })
  await ended
  await passTime(service)
  const { state, inDoubt, reason } = await depositOf(service, id)
  assert.deepEqual({ state, inDoubt, reason }, { state: 'pending', inDoubt: false, reason: 'not-sent' })
  assert.deepEqual(await loadCallsOf(service), [])
  await sendAlone(service, id)
  assert.equal((await depositOf(service, id)).state, 'deposited')
})

test('a probe goes out beside a backlog of another lane', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await partnerAccounts.hold(service.database, 'default', 'funds')
  await service.database.query('update partner_account set send_after = now()')
  const sender = createSender(service.context)
  await sender.sendProbes()
  await sender.stop()
  assert.equal((await depositOf(service, id)).state, 'deposited')
  assert.equal((await partnerAccounts.listStatus(service.database))[0]?.holdReason, null)
})

test('an operator can send a pending deposit at once, and nothing else', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await setFaults(service, [{ fault: 'f400', count: 1 }])
  await sendAlone(service, id)
  await partnerAccounts.hold(service.database, 'default', 'echo')
  await assert.rejects(retryDeposit(service.context, id, 'Ann'), /on hold until a person releases it/)
  await partnerAccounts.releaseByHand(service.database, 'default')
  assert.equal(await sendAlone(service, id), false, 'it waits')
  await retryDeposit(service.context, id, 'Ann')
  assert.equal(await sendAlone(service, id), true)
  await assert.rejects(retryDeposit(service.context, id, 'Ann'), /is deposited; only a pending one/)
})
