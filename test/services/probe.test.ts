/** Probes of a hold: whoever Amazon never takes, or never answers clearly, does not hold up all others for good. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSender, type Sender } from '../../src/services/sender.ts'
import { findStatus } from '../../src/storage/partner-account.ts'
import { consented, consentedLane, depositOf, passTime, sendAlone, startCore } from '../helpers/consented.ts'
import { setFaults, type TestService } from '../helpers/service.ts'

/** How many probes it takes until these are deposited, `most` at most. */
async function probesUntil(service: TestService, sender: Sender, ids: readonly string[], most: number) {
  const isOver = async () =>
    (await Promise.all(ids.map(id => depositOf(service, id)))).every(({ state }) => state === 'deposited')
  for (let probes = 1; probes <= most; probes++) {
    await passTime(service)
    await sender.sendProbes()
    await sender.sendDue()
    if (await isOver()) return probes
  }
  return Number.POSITIVE_INFINITY
}

test('ten deposits that Amazon never permits do not keep the others of their lane from being sent', async t => {
  const service = await startCore(t)
  const ids = await consentedLane(service, 13)
  const never = ids.slice(0, 10)
  await setFaults(
    service,
    never.map(id => ({ fault: 'contract', requestId: `Emul1${id}` })),
  )
  const sender = createSender(service.context)
  await sender.sendDue()
  assert.equal((await findStatus(service.database, 'default'))?.holdReason, 'contract')
  const probes = await probesUntil(service, sender, ids.slice(10), 20)
  await sender.stop()
  assert.ok(probes <= 12, `${probes} probes`)
})

test('a deposit that Amazon never answers clearly does not hold up its account for good', async t => {
  const service = await startCore(t)
  const never = await consented(service)
  await setFaults(service, [{ fault: 'f500', requestId: `Emul1${never}` }])
  for (let night = 0; night < 10; night++) {
    await sendAlone(service, never)
    await passTime(service)
  }
  assert.equal((await findStatus(service.database, 'default'))?.holdReason, 'outage')
  const others = await consentedLane(service, 2)
  const sender = createSender(service.context)
  const probes = await probesUntil(service, sender, others, 10)
  await sender.stop()
  assert.ok(probes <= 4, `${probes} probes`)
  assert.equal((await depositOf(service, never)).state, 'pending')
})

test('an outage that many have met puts no others in doubt, however long it lasts', async t => {
  const service = await startCore(t)
  await consentedLane(service, 20)
  await service.database.query(
    "update deposit set in_doubt = true, attempts = 1, first_sent_at = now(), next_attempt_at = now() + interval '1 hour'",
  )
  await service.database.query(
    "update partner_account set hold_reason = 'outage', held_since = now(), unanswered = 10",
  )
  const [other = ''] = await consentedLane(service, 1)
  await setFaults(service, [{ fault: 'f500' }])
  const sender = createSender(service.context)
  assert.equal(await probesUntil(service, sender, [other], 12), Number.POSITIVE_INFINITY)
  await sender.stop()
  assert.deepEqual([(await depositOf(service, other)).attempts], [0])
})
