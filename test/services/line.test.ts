/** The line of a partner account: lanes take turns, an outage stops it, a throttle slows it, a stop hands it over. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSender } from '../../src/services/sender.ts'
import { createTurns } from '../../src/services/turns.ts'
import { hold, listStatus, releaseByHand } from '../../src/storage/partner-account.ts'
import { fillLane } from '../helpers/backlog.ts'
import { consented, consentedLane, depositOf, passTime, startCore } from '../helpers/consented.ts'
import { eventually } from '../helpers/program.ts'
import { loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

async function sentOrder(service: TestService): Promise<string[]> {
  return (await loadCallsOf(service)).map(({ requestId }) => requestId.slice('Emul1'.length))
}

test('lanes take turns, and each is served in the order of consent', async t => {
  const service = await startCore(t)
  const lanes = [
    await consentedLane(service, 5),
    await consentedLane(service, 3),
    await consentedLane(service, 2),
  ]
  const sender = createSender(service.context)
  await sender.sendDue()
  await sender.stop()
  const order = await sentOrder(service)
  for (const ids of lanes)
    assert.deepEqual(
      order.filter(id => ids.includes(id)),
      ids,
    )
  const firstRounds = order.slice(0, 6).map(id => lanes.findIndex(ids => ids.includes(id)))
  for (const index of [0, 1, 2]) assert.equal(firstRounds.filter(lane => lane === index).length, 2)
})

test('a free line is filled from all lanes alike, also at a pace that leases many at once', async t => {
  const service = await startCore(t, { env: { CALLS_PER_SECOND: '200' } })
  const lanes = [
    await service.campaign({ budget: '10000.00' }),
    await service.campaign({ budget: '10000.00' }),
  ]
  for (const campaign of lanes) await fillLane(service.context, campaign, { count: 60, overMs: 1_000 })
  const sender = createSender(service.context)
  await sender.sendDue()
  await sender.stop()
  const [first, ...others] = await service.database.query<{ count: number }>(
    `select count(*)::int from (
       select campaign_id from attempt join deposit using (claim_link_id) order by started_at limit 50) leased
     group by campaign_id`,
  )
  assert.deepEqual([first?.count, others.map(({ count }) => count)], [25, [25]])
})

test('a lane that appears while others are served joins at the end of the round', async () => {
  let known = ['a', 'c']
  const turns = createTurns(async () => known)
  await turns.look()
  const served = () => {
    const lane = turns.take()
    if (lane !== undefined) turns.offer(lane)
    return lane
  }
  assert.deepEqual([served(), served()], ['a', 'c'])
  known = ['a', 'b', 'c']
  await turns.look()
  assert.deepEqual([served(), served(), turns.take()], ['a', 'b', 'c'])
  turns.offer('d')
  assert.equal(turns.count(), 3)
  assert.deepEqual([served(), served(), served(), served()], ['a', 'b', 'd', 'a'])
})

test('ten answers in a row that prove nothing stop the account; one clear answer to a probe lets it go on', async t => {
  const service = await startCore(t)
  const ids = await consentedLane(service, 25)
  await setFaults(service, [{ fault: 'json-503' }])
  const sender = createSender(service.context)
  await sender.sendDue()
  assert.equal((await listStatus(service.database))[0]?.holdReason, 'outage')
  const inDoubt = (await Promise.all(ids.map(id => depositOf(service, id)))).filter(({ inDoubt }) => inDoubt)
  assert.ok(inDoubt.length >= 10 && inDoubt.length < 25, `${inDoubt.length} are in doubt`)

  await passTime(service)
  await sender.sendProbes()
  const again = (await Promise.all(ids.map(id => depositOf(service, id)))).filter(({ inDoubt }) => inDoubt)
  assert.equal(again.length, inDoubt.length, 'the probe is one that was in doubt already')

  await setFaults(service, [])
  await passTime(service)
  await sender.sendProbes()
  assert.equal((await listStatus(service.database))[0]?.holdReason, null)
  await passTime(service)
  await sender.sendDue()
  for (const id of ids) assert.equal((await depositOf(service, id)).state, 'deposited')
  await sender.stop()
})

test('a throttle answer pauses the account and halves its pace, which every deposit lets recover', async t => {
  const service = await startCore(t)
  const slowdown = async () => {
    const [row] = await service.database.query<{ slowdown: number }>('select slowdown from partner_account')
    return row?.slowdown ?? 0
  }
  const ids = await consentedLane(service, 6)
  await setFaults(service, [{ fault: 'throttle', count: 1 }])
  const sender = createSender(service.context)
  await sender.sendDue()
  assert.ok((await slowdown()) > 1)
  await passTime(service)
  await sender.sendDue()
  for (const id of ids) assert.equal((await depositOf(service, id)).state, 'deposited')
  const after = await slowdown()
  assert.ok(after >= 1 && after < 1.5, `${after}`)
  await sender.stop()
})

test('a stopping sender hands back at once what waits for its slot', async t => {
  const service = await startCore(t, { env: { CALLS_PER_SECOND: '1' } })
  const ids = await consentedLane(service, 4)
  const sender = createSender(service.context)
  await sender.wake()
  await eventually(async () => (await loadCallsOf(service)).length === 1)
  const started = performance.now()
  await sender.stop()
  assert.ok(performance.now() - started < 900, 'nobody waited for the next slot')
  const states = await Promise.all(ids.map(async id => (await depositOf(service, id)).state))
  assert.deepEqual(states.sort(), ['deposited', 'pending', 'pending', 'pending'])
  const next = createSender(service.context)
  await eventually(async () => {
    await next.sendDue()
    return (await loadCallsOf(service)).length === 4
  })
  await next.stop()
})

test('a campaign on hold sends nothing, and the others go on', async t => {
  const service = await startCore(t)
  const held = await consented(service)
  const other = await consented(service)
  const { campaignId } = await depositOf(service, held)
  await service.database.query('update campaign set held_since = now() where id = $1', [campaignId])
  const sender = createSender(service.context)
  await sender.sendDue()
  assert.deepEqual(
    [(await depositOf(service, held)).state, (await depositOf(service, other)).state],
    ['pending', 'deposited'],
  )
  await service.database.query('update campaign set held_since = null')
  await sender.sendDue()
  assert.equal((await depositOf(service, held)).state, 'deposited')
  await sender.stop()
})

test('whoever claims while the account is on hold is told at once, not after the wait', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const { campaignId } = await depositOf(service, id)
  const fresh = { claimLinkId: id, partnerAccount: 'default', campaignId }
  const sender = createSender(service.context)
  await hold(service.database, 'default', 'funds')
  const started = performance.now()
  await sender.sendNow(fresh, 60_000)
  assert.ok(performance.now() - started < 10_000)
  assert.equal((await depositOf(service, id)).state, 'pending')
  await releaseByHand(service.database, 'default')
  await sender.sendNow(fresh, 60_000)
  assert.equal((await depositOf(service, id)).state, 'deposited')
  await sender.stop()
})
