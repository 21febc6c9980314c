/** A refusal that was none: what went on in its place ends, so that the claim is paid once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryLink } from '../../src/services/another-account.ts'
import { recordAnswer } from '../../src/services/answer.ts'
import { consent } from '../../src/services/consent.ts'
import { forgetDecided } from '../../src/services/forget.ts'
import { leaseDue } from '../../src/services/lease.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { createSender } from '../../src/services/sender.ts'
import {
  consented,
  depositOf,
  john,
  laneOf,
  passTime,
  refuseOnce,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { ledgerOf, setFaults, type TestService } from '../helpers/service.ts'

/** Its SUCCESS was heard and not recorded; then a no was believed, by two people. */
async function refusedInSpite(service: TestService) {
  const id = await consented(service)
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  const account = service.context.accounts.get('default')
  assert.ok(lease && account)
  const { body, amountMinor, currency } = lease
  const load = { requestId: `Emul1${id}`, body, money: { amountMinor, currency } }
  const heard = await service.context.incentives.loadAmazonBalance(account, load)
  assert.equal(heard.outcome, 'deposited')
  await passTime(service)
  await setFaults(service, [{ fault: 'no-after-applied', count: 1 }])
  await sendAlone(service, id)
  for (const by of ['Ann', 'Ben'])
    await resolveDeposit(service.context, id, { as: 'refused', evidence: 'said nobody knows it', by })
  return { id, record: () => recordAnswer(service.context, lease, heard) }
}

for (const isClaimed of [true, false])
  test(`a SUCCESS that was believed to be a no ends a successor that ${isClaimed ? 'waits' : 'nobody has claimed'}`, async t => {
    const service = await startCore(t)
    const { id, record } = await refusedInSpite(service)
    const successor = await retryLink(service.context, id, 'Ann')
    if (isClaimed)
      assert.equal(await consent(service.context, await signedIn(service, successor, john)), true)
    await record()
    assert.equal((await depositOf(service, id)).state, 'deposited')
    const sender = createSender(service.context)
    await sender.sendDue()
    await sender.stop()
    assert.equal((await ledgerOf(service)).length, 1, 'paid once')
    if (isClaimed) {
      const { state, inDoubt, reason } = await depositOf(service, successor)
      assert.deepEqual(
        { state, inDoubt, reason },
        { state: 'review', inDoubt: true, reason: 'predecessor-paid' },
      )
    } else {
      assert.equal(await consent(service.context, await signedIn(service, successor, john)), false)
      const granted = await service.database.query('select granted_minor as granted from campaign')
      assert.deepEqual(granted, [{ granted: 2_500 }], 'what was reserved for it is given back')
    }
  })

test('where Amazon applied a refused one whose bytes are forgotten, nobody is paid in its place', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await refuseOnce(service, id)
  const successor = await retryLink(service.context, id, 'Ann')
  await service.database.query("update deposit set decided_at = decided_at - interval '400 days'")
  assert.equal(await forgetDecided(service.context, 365), 1)
  await close(service, madeUp([recordOf(id, { amountMinor: 2400 })]))
  assert.equal(await consent(service.context, await signedIn(service, successor, john)), false)
})
