/** What happens before a restore is noticed, or while it is being looked into, is not paid twice either. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { retryLink } from '../../src/services/another-account.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { trustUnsent } from '../../src/services/doubt.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { withReconciliation } from '../../src/services/reconcile.ts'
import { noteProof } from '../../src/services/reconcile-proof.ts'
import { summarize } from '../../src/services/reconcile-summary.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  john,
  pay,
  refuseOnce,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision } from '../helpers/imported.ts'
import { always, emulatorLedger, madeUp, prove, recordOf } from '../helpers/reconciled.ts'
import { backUp, restoreCopy } from '../helpers/restored.ts'
import { closers, ledgerOf, setFaults } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }
const another = { anotherAccount: true }

/** Paid unknown to a replica, which then believes a no: another account waits there already. */
async function refusedUnnoticed(t: TestContext) {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  const replica = await restoreCopy(first, closing)
  await sendAlone(first, id)
  await refuseOnce(replica, id)
  const successor = await retryLink(replica.context, id, 'Ann')
  await consent(replica.context, await signedIn(replica, successor, john))
  return { first, replica, id, successor }
}

test('one that was refused unnoticed and paid before keeps nothing for another account that already waits', async t => {
  const { first, replica, id, successor } = await refusedUnnoticed(t)
  await holdAfterRestore(replica.context)
  assert.equal((await prove(replica, emulatorLedger(first))).missing, null)
  await releaseAccount(replica.context, 'default', decision)
  assert.equal((await depositOf(replica, id)).state, 'deposited')
  assert.equal((await depositOf(replica, successor)).state, 'review')
  assert.equal(await sendAlone(replica, successor), false)
  assert.equal((await ledgerOf(first)).length, 1)
  assert.equal(await problemOf(t, replica, null), null)
})

test('what waits for another account after such a refusal goes to a person where nothing was proven', async t => {
  const { first, replica, successor } = await refusedUnnoticed(t)
  await holdAfterRestore(replica.context)
  await releaseAccount(replica.context, 'default', unreconciled)
  assert.equal((await depositOf(replica, successor)).state, 'review')
  assert.equal(await sendAlone(replica, successor), false)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('one that Amazon applied for another account than the one it was refused for goes to people, who end it', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await freshLinkId(first, another)
  const replica = await restoreCopy(first, closing)
  await pay(first, id)
  await consent(replica.context, await signedIn(replica, id, john))
  await refuseOnce(replica, id)
  await holdAfterRestore(replica.context)
  const { closed, missing } = await prove(replica, emulatorLedger(first))
  assert.equal(closed.review, 1)
  assert.match(String(missing), /decide what is in review/)
  await assert.rejects(retryLink(replica.context, id, 'Ann'), /only a refused deposit/)
  await resolveDeposit(replica.context, id, { as: 'deposited', evidence: 'Amazon’s list', by: 'Ann' })
  assert.equal((await prove(replica, emulatorLedger(first))).missing, null)
  assert.equal(await problemOf(t, replica, null), null)
})

test('an attempt that begins while doubts are taken away keeps its doubt', async t => {
  const service = await startCore(t)
  const [one = '', other = ''] = [await consented(service), await consented(service)].toSorted()
  await holdAfterRestore(service.context)
  await releaseAccount(service.context, 'default', unreconciled)
  await service.database.query('update partner_account set restored_at = null')
  let trusting = Promise.resolve()
  await service.database.transaction(async tx => {
    await tx.query('select from deposit where claim_link_id = $1 for update', [one])
    trusting = trustUnsent(service.database, 'default')
    await setTimeout(300)
    await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }])
    await sendAlone(service, other)
  })
  await trusting
  assert.equal((await depositOf(service, one)).inDoubt, false)
  assert.equal((await depositOf(service, other)).inDoubt, true)
})

test('a proof from before another restore was noticed ends no doubt of that one', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await pay(first, await freshLinkId(first))
  const id = await consented(first)
  const second = await (await backUp(t, first, closing)).restored()
  const terms = {
    account: accountOf(second.context, 'default'),
    source: emulatorLedger(first),
    period: always,
  }
  const missing = await withReconciliation(second.context, terms, async reconciliation => {
    const summary = await summarize(second.context, reconciliation)
    await holdAfterRestore(second.context)
    await releaseAccount(second.context, 'default', unreconciled)
    const word = { by: 'Ann', unclosed: 0 }
    return await noteProof(second.context, reconciliation, summary, summary.differences, word)
  })
  assert.match(String(missing), /another restore was noticed meanwhile/)
  assert.equal((await depositOf(second, id)).inDoubt, true)
})

test('a file proves what was forgotten although the service has paid again since its end', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const [known, open] = [await freshLinkId(first), await freshLinkId(first)]
  await pay(first, known)
  await first.database.query("update deposit set decided_at = decided_at - interval '2 hours'")
  const second = await (await backUp(t, first, closing)).restored()
  await releaseAccount(second.context, 'default', unreconciled)
  await second.database.query("update partner_account set restored_at = restored_at - interval '2 hours'")
  await pay(second, open)
  const source = madeUp([recordOf(known)], new Date(Date.now() - 60_000))
  assert.equal((await prove(second, source)).missing, null)
})
