/** A deposit after the consent, under every kind of answer: never twice, never lost, never shown paid when it is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chainHash, chainStart } from '../../src/domain/deposit-event.ts'
import { createSender } from '../../src/services/sender.ts'
import * as events from '../../src/storage/deposit-event.ts'
import { listStatus } from '../../src/storage/partner-account.ts'
import { consented, depositOf, jane, passTime, sendAlone, startCore } from '../helpers/consented.ts'
import { ledgerOf, loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

async function send(service: TestService, id: string): Promise<string> {
  await sendAlone(service, id)
  return (await depositOf(service, id)).state
}

async function holdOf(service: TestService): Promise<string | null> {
  return (await listStatus(service.database))[0]?.holdReason ?? null
}

async function grantedOf({ database }: TestService): Promise<number> {
  const [row] = await database.query<{ granted: number }>(
    'select sum(granted_minor)::bigint as granted from campaign',
  )
  return row?.granted ?? -1
}

test('a deposit that Amazon takes is deposited, with one attempt and a whole chain of events', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  assert.equal(await send(service, id), 'deposited')
  const [load] = await ledgerOf(service)
  assert.deepEqual([load?.requestId, load?.accountId, load?.amount], [`Emul1${id}`, jane, 25])
  const log = await events.list(service.database, id)
  assert.deepEqual(
    log.map(({ payload }) => JSON.parse(payload).type),
    ['consented', 'sending', 'deposited'],
  )
  let previous = chainStart
  for (const entry of log) {
    assert.ok(entry.previousHash.equals(previous))
    previous = chainHash(previous, entry.payload)
    assert.ok(entry.hash.equals(previous))
    assert.doesNotMatch(entry.payload, /amzn1/)
  }
})

test('what is deposited is never sent again', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await send(service, id)
  await passTime(service)
  assert.equal(await sendAlone(service, id), false)
  assert.equal(await sendAlone(service, id), false)
  assert.equal((await loadCallsOf(service)).length, 1)
})

for (const fault of [
  'apply-then-cut',
  'cut',
  'f100',
  'f400',
  'f400-applied',
  'f500',
  'resend-200',
  'pending-200',
  'html-503',
  'truncated-json',
  'huge-body',
  'redirect',
  'failure-200',
  'throttle',
  'throttle-applied',
]) {
  test(`after ${fault} the same bytes are sent again and end in one load`, async t => {
    const service = await startCore(t)
    await setFaults(service, [{ fault, count: 1 }])
    const id = await consented(service)
    assert.equal(await send(service, id), 'pending')
    assert.equal((await depositOf(service, id)).inDoubt, true)
    assert.equal(await sendAlone(service, id), false, 'it must wait before it is sent again')
    await passTime(service)
    assert.equal(await send(service, id), 'deposited')
    assert.equal((await ledgerOf(service)).length, 1)
    const calls = await loadCallsOf(service)
    assert.equal(new Set(calls.map(({ requestId }) => requestId)).size, 1)
    assert.equal(new Set(calls.map(({ bodySha256 }) => bodySha256)).size, 1)
  })
}

test('a no on the first and only attempt refuses, and gives the budget back', async t => {
  const service = await startCore(t)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  const id = await consented(service)
  assert.equal(await grantedOf(service), 2500)
  assert.equal(await send(service, id), 'refused')
  assert.equal(await grantedOf(service), 0)
  assert.deepEqual(await ledgerOf(service), [])
})

test('apply-then-cut followed by a definite no goes to review, never to refused', async t => {
  const service = await startCore(t)
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }, { fault: 'no-after-applied' }])
  const id = await consented(service)
  assert.equal(await send(service, id), 'pending')
  await passTime(service)
  assert.equal(await send(service, id), 'review')
  const deposit = await depositOf(service, id)
  assert.deepEqual([deposit.inDoubt, deposit.decidedAt], [true, null])
  assert.equal(await grantedOf(service), 2500)
  await passTime(service)
  assert.equal(await sendAlone(service, id), false, 'nothing but a person moves it on')
})

for (const [fault, reason] of [
  ['insufficient-funds', 'funds'],
  ['contract', 'contract'],
  ['clock-skew', 'clock'],
  ['signature-mismatch', 'credentials'],
]) {
  test(`${fault} puts the account on hold for ${reason}; its probe ends the hold and everything is paid`, async t => {
    const service = await startCore(t)
    await setFaults(service, [{ fault }])
    const [first, second] = [await consented(service), await consented(service)]
    assert.equal(await send(service, first), 'pending')
    assert.equal(await holdOf(service), reason)
    assert.equal(await send(service, second), 'pending', 'nothing is sent on hold')
    const sender = createSender(service.context)
    await sender.sendProbes()
    await sender.sendDue()
    assert.equal((await loadCallsOf(service)).length, 1, 'the probe is a minute away')

    await passTime(service)
    await sender.sendProbes()
    await sender.sendProbes()
    await sender.sendDue()
    assert.equal((await loadCallsOf(service)).length, 2, 'one probe a minute')
    await setFaults(service, [])
    await passTime(service)
    await sender.sendProbes()
    await sender.sendDue()
    assert.equal(await holdOf(service), null)
    assert.deepEqual(
      [(await depositOf(service, first)).state, (await depositOf(service, second)).state],
      ['deposited', 'deposited'],
    )
    assert.equal((await depositOf(service, first)).inDoubt, false)
    await sender.stop()
  })
}

for (const fault of ['wrong-echo-amount', 'wrong-echo-id', 'no-echo']) {
  test(`${fault} goes to review and holds the account until a person releases it`, async t => {
    const service = await startCore(t)
    await setFaults(service, [{ fault, count: 1 }])
    const [first, second] = [await consented(service), await consented(service)]
    assert.equal(await send(service, first), 'review')
    assert.equal(await holdOf(service), 'echo')
    await passTime(service)
    const sender = createSender(service.context)
    await sender.sendProbes()
    await sender.sendDue()
    assert.equal((await depositOf(service, second)).state, 'pending')
    assert.equal((await loadCallsOf(service)).length, 1)
    await sender.stop()
  })
}

test('a deposit that provably never left is not in doubt and waits as long as it takes', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await service.emulator.close()
  assert.equal(await send(service, id), 'pending')
  assert.equal((await depositOf(service, id)).inDoubt, false)
})

test('deposits of another environment than the configured one are not sent', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const [account] = service.context.accounts.values()
  assert.ok(account)
  const elsewhere = { ...account, incentives: { ...account.incentives, host: 'agcod-v2.amazon.com' } }
  const context = { ...service.context, accounts: new Map([['default', elsewhere]]) }
  assert.equal(await sendAlone({ ...service, context }, id), false)
})

test('twenty-five deposits go out at no more than ten calls a second, each once', async t => {
  const service = await startCore(t)
  const ids = await Promise.all(Array.from({ length: 25 }, () => consented(service)))
  const sender = createSender(service.context)
  await sender.sendDue()
  await sender.stop()
  for (const id of ids) assert.equal((await depositOf(service, id)).state, 'deposited')
  const calls = await (await fetch(`${service.emulator.url}/_emulator/calls`)).text()
  const times = calls
    .split('\n')
    .filter(Boolean)
    .map(line => Date.parse(JSON.parse(line).at))
  const most = Math.max(
    ...times.map(time => times.filter(other => other >= time && other < time + 1_000).length),
  )
  assert.ok(most <= 10, `${most} calls in one second`)
})
