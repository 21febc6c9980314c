/** A refusal that was none: what went on in its place ends, so that the claim is paid once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryLink } from '../../src/services/another-account.ts'
import { recordAnswer } from '../../src/services/answer.ts'
import { findClaim } from '../../src/services/claim.ts'
import { consent } from '../../src/services/consent.ts'
import { forgetDecided } from '../../src/services/forget.ts'
import { leaseDue } from '../../src/services/lease.ts'
import { erasePerson } from '../../src/services/person-erase.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { createSender } from '../../src/services/sender.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
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
import { interrupted } from '../helpers/interrupted.ts'
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

async function grantedOf({ database }: TestService): Promise<number | undefined> {
  const [row] = await database.query<{ granted: number }>('select granted_minor as granted from campaign')
  return row?.granted
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
      assert.equal(await grantedOf(service), 2_500, 'what was reserved for it is given back')
    }
  })

test('a successor that a late SUCCESS has ended is not replaced by a link that nobody could claim', async t => {
  const service = await startCore(t)
  const { id, record } = await refusedInSpite(service)
  const successor = await retryLink(service.context, id, 'Ann')
  await record()
  await assert.rejects(replaceLink(service.context, successor, 'Ann'), /paid after all.* cannot be replaced/)
  assert.equal(await grantedOf(service), 2_500)
})

test('a link that replaces the successor while a late SUCCESS is recorded ends as well, and its page tells of the deposit', async t => {
  const service = await startCore(t)
  const { id, record } = await refusedInSpite(service)
  const successor = await retryLink(service.context, id, 'Ann')
  const { context, other } = interrupted(service, 2, record)
  const replacement = await replaceLink(context, successor, 'Ann')
  await other
  assert.equal(await grantedOf(service), 2_500, 'what was reserved is given back')
  const claim = await findClaim(service.context, replacement.id, null)
  assert.partialDeepStrictEqual(claim?.standing, { kind: 'claimed', deposit: { claimLinkId: id } })
  assert.notEqual((await claimLinks.find(service.database, replacement.id))?.revokedAt, null)
})

test('a late SUCCESS and a retry of the last link do not lock each other out', async t => {
  const service = await startCore(t)
  const { id, record } = await refusedInSpite(service)
  const second = await retryLink(service.context, id, 'Ann')
  await consent(service.context, await signedIn(service, second, john))
  await refuseOnce(service, second)
  const { context, other } = interrupted(service, 2, record)
  const third = await retryLink(context, second, 'Ann')
  await other
  assert.equal((await depositOf(service, id)).state, 'deposited')
  assert.notEqual((await claimLinks.find(service.database, third))?.revokedAt, null, 'made and ended')
  assert.equal(await grantedOf(service), 2_500)
})

test('closing a refusal that was none and revoking its successor do not lock each other out', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await refuseOnce(service, id)
  const successor = await retryLink(service.context, id, 'Ann')
  const { context, other } = interrupted(service, 2, () => close(service, madeUp([recordOf(id)])))
  await revokeLink(context, successor, 'Ann')
  assert.partialDeepStrictEqual(await other, { deposit: 1 })
  assert.equal(await grantedOf(service), 2_500)
})

test('erasing a recipient and a late SUCCESS for them do not lock each other out', async t => {
  const service = await startCore(t)
  const { id, record } = await refusedInSpite(service)
  await service.database.query("update claim_link set external_id = 'ann-1'")
  const second = await retryLink(service.context, id, 'Ann')
  await consent(service.context, await signedIn(service, second, john))
  await refuseOnce(service, second)
  const { context, other } = interrupted(service, 1, record)
  const ann = { externalId: 'ann-1', campaignId: null }
  assert.deepEqual(await erasePerson(context, ann, { by: 'Olga', reason: 'request 17' }), [id, second])
  await other
  assert.equal((await depositOf(service, id)).state, 'deposited')
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
