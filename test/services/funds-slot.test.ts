/** The slots in which Amazon is asked for the funds: none too close, none too far away, and none that holds up a stop. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport, type Transport } from '../../src/amazon/transport.ts'
import { compose, type Parts } from '../../src/compose.ts'
import type { AmazonCall } from '../../src/domain/amazon-call.ts'
import { accountOf } from '../../src/services/context.ts'
import { availableFunds } from '../../src/services/partner-account.ts'
import * as stored from '../../src/storage/funds.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'

/** Milliseconds between one question that Amazon heard and the next. */
async function gapsOf({ emulator }: TestService): Promise<number[]> {
  const lines = (await (await fetch(`${emulator.url}/_emulator/calls`)).text())
    .split('\n')
    .filter(line => line)
  const times = lines.map(line => Date.parse(JSON.parse(line).at)).sort((a, b) => a - b)
  return times.slice(1).map((at, index) => at - (times[index] ?? 0))
}

/** As another process has it, which counts its calls. */
function another(t: TestContext, { context, database }: TestService, more: Partial<Parts> = {}) {
  const calls: AmazonCall[] = []
  const config = { accounts: [...context.accounts.values()], resendWindowMs: context.resendWindowMs }
  const { publicUrl, evidenceKey, log } = context
  const noteCall = (call: AmazonCall) => void calls.push(call)
  const composed = compose({ config, database, publicUrl, evidenceKey, log, noteCall, ...more })
  t.after(() => composed.close())
  return { context: composed.context, calls }
}

/** Its first connection takes so long to open. */
function slowTransport(t: TestContext, ms: number): Transport {
  const transport = createTransport()
  t.after(() => transport.close())
  let isFirst = true
  const send: Transport['send'] = async (...exchange) => {
    const opensMs = isFirst ? ms : 0
    isFirst = false
    await sleep(opensMs)
    return await transport.send(...exchange)
  }
  return { ...transport, send }
}

test('a process that stood still in its slot asks in another one', async t => {
  const service = await startTestService(t, { serve: false })
  const { context } = service
  const account = accountOf(context, 'default')
  await availableFunds(context, 'default')
  let stillMs = 1_500
  const late = context.inFundsSlot(account, async mayLeave => {
    await sleep(stillMs)
    stillMs = 0
    return await context.incentives.getAvailableFunds(account, mayLeave)
  })
  await sleep(100)
  await availableFunds(context, 'default')
  assert.ok(await late)
  const gaps = await gapsOf(service)
  assert.ok(gaps.length === 2 && gaps.every(ms => ms >= 1_000), `${gaps}`)
})

test('a question that comes too late for every slot is not asked, and Amazon has told nothing', async t => {
  const { context } = await startTestService(t, { serve: false })
  const account = accountOf(context, 'default')
  let slots = 0
  const asked = context.inFundsSlot(account, async mayLeave => {
    slots++
    await sleep(500)
    return mayLeave()
  })
  assert.deepEqual([await asked, slots], [null, 3])
})

test('no two slots are closer than a second however many ask, and none is farther away than 30 seconds', async t => {
  const { database } = await startTestService(t, { serve: false })
  const due: number[] = []
  let tooFar = 0
  for (let index = 0; index < 50; index++) {
    const waitMs = await stored.takeSlot(database, 'default')
    if (waitMs === null) tooFar++
    else due.push(performance.now() + waitMs)
  }
  const gaps = due.slice(1).map((at, index) => at - (due[index] ?? 0))
  assert.ok(Math.min(...gaps) >= 1_000, `${gaps}`)
  assert.ok(due.length >= 20 && due.length + tooFar === 50, `${due.length} slots`)
  await database.query("update partner_account set next_funds_at = now() + interval '33 seconds'")
  assert.equal(await stored.takeSlot(database, 'default'), 0, 'never given: the clock was set back')
})

test('a stop waits for nobody who waits for a slot', async t => {
  let stoppedMs = 0
  await t.test('a page waits', async inner => {
    const service = await startTestService(inner)
    const viewer = await signedInStaff(inner, service, 'viewer')
    await service.database.query("update partner_account set next_funds_at = now() + interval '25 seconds'")
    void viewer.get(`${service.url}/admin/funds`).catch(() => {})
    await sleep(500)
    stoppedMs = performance.now()
  })
  const tookMs = performance.now() - stoppedMs
  assert.ok(tookMs < 4_000, `${tookMs}`)
  const stopping = new AbortController()
  const service = await startTestService(t, { serve: false })
  const { context } = another(t, service, { stopping: stopping.signal })
  await service.database.query("update partner_account set next_funds_at = now() + interval '25 seconds'")
  const asking = assert.rejects(availableFunds(context, 'default'), /did not tell/)
  stopping.abort()
  await asking
  assert.equal((await gapsOf(service)).length, 0)
})

test('a question whose connection opens late meets no other, and each is measured without its wait', async t => {
  const service = await startTestService(t, { serve: false })
  const [one, other] = [another(t, service, { transport: slowTransport(t, 1_400) }), another(t, service)]
  const first = availableFunds(one.context, 'default')
  await sleep(50)
  await Promise.all([first, availableFunds(other.context, 'default')])
  const gaps = await gapsOf(service)
  assert.ok(gaps.length === 1 && gaps.every(ms => ms >= 1_000), `${gaps}`)
  assert.ok(
    other.calls.every(({ ms }) => ms < 1_000),
    JSON.stringify(other.calls),
  )
})
