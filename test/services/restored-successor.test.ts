/** What was paid for another account since a backup is found again, whatever the link looks like in it, and not paid twice. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { successorId } from '../../src/domain/claim-link.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { examineDeposit } from '../../src/services/deposit-story.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { withReconciliation } from '../../src/services/reconcile.ts'
import { noteProof } from '../../src/services/reconcile-proof.ts'
import { summarize } from '../../src/services/reconcile-summary.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { historyOf } from '../../views/operator/deposit-history.ts'
import { terminal } from '../../views/operator/voice.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  pay,
  refuseOnce,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision, exported, fileOf, importInto } from '../helpers/imported.ts'
import {
  always,
  close,
  emulatorLedger,
  kindsOf,
  madeUp,
  prove,
  reconcile,
  recordOf,
} from '../helpers/reconciled.ts'
import { backUp, startAnew } from '../helpers/restored.ts'
import { closers, ledgerOf, type TestService } from '../helpers/service.ts'

const unreconciled = { ...decision, unreconciled: true }
const another = { anotherAccount: true }

/** Paid for another account since the backup, in which it stood like this, and refused before. */
async function paidForAnother(t: TestContext, was: 'unclaimed' | 'pending' | 'refused') {
  const closing = closers(t)
  const first = await startCore(t)
  const id = was === 'unclaimed' ? await freshLinkId(first, another) : await consented(first, another)
  if (was === 'refused') await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  if (was === 'unclaimed') await consent(first.context, await signedIn(first, id))
  if (was !== 'refused') await refuseOnce(first, id)
  const successor = await retryLink(first.context, id, 'Ann')
  await pay(first, successor, john)
  return { first, second: await backup.restored(), id, successor }
}

/** Later than any call that was under way when a hold began. */
const later = () => new Date(Date.now() + 60_000)

/** As "deposit show" tells it. */
async function storyOf({ context }: TestService, id: string): Promise<string> {
  const { events, audit } = await examineDeposit(context, id)
  return historyOf(events, audit, { amount: '$25.00', voice: terminal })
    .map(({ text }) => text)
    .join('\n')
}

for (const was of ['unclaimed', 'pending'] as const) {
  test(`one that is ${was} in the backup, and was refused and paid for another account since, is not paid again`, async t => {
    const { first, second, id, successor } = await paidForAnother(t, was)
    const review = was === 'pending' ? 1 : 0
    const { closed, missing } = await prove(second, emulatorLedger(first))
    assert.deepEqual([closed, missing], [{ deposit: 0, claim: 1, review }, null])
    await releaseAccount(second.context, 'default', decision)
    assert.equal(await consent(second.context, await signedIn(second, id, jane)), false)
    if (was === 'pending') {
      assert.equal((await depositOf(second, id)).state, 'review')
      const story = await storyOf(second, id)
      for (const words of [/the lost one may have sent it/, /paid for another account, as claim link/])
        assert.match(story, words)
    } else
      assert.partialDeepStrictEqual((await signedIn(second, id, john)).claim.standing, {
        kind: 'claimed',
        own: true,
      })
    assert.equal((await depositOf(second, successor)).state, 'deposited')
    const [campaign] = await second.database.query('select granted_minor as granted from campaign')
    assert.deepEqual(campaign, { granted: was === 'pending' ? 5000 : 2500 })
    assert.equal((await ledgerOf(first)).length, 1)
    assert.equal(await problemOf(t, second, null), null)
  })
}

test('a successor that was paid since the backup is found again under its id, and no second one is paid', async t => {
  const { first, second, id } = await paidForAnother(t, 'refused')
  assert.deepEqual(kindsOf(await reconcile(second, emulatorLedger(first))), ['no-link-here: nothing'])
  assert.deepEqual(await close(second, emulatorLedger(first)), { deposit: 0, claim: 1, review: 0 })
  assert.equal(await releaseAccount(second.context, 'default', decision), 'restore')
  assert.equal((await depositOf(second, successorId(id))).state, 'deposited')
  await assert.rejects(retryLink(second.context, id, 'Ann'), /was retried already/)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('a successor that nobody compared is asked for under its old id, and a no proves nothing', async t => {
  const { first, second, id, successor } = await paidForAnother(t, 'refused')
  await releaseAccount(second.context, 'default', unreconciled)
  await second.database.query("update deposit set decided_at = decided_at - interval '1 hour'")
  assert.equal(await retryLink(second.context, id, 'Ann'), successor)
  assert.equal(await consent(second.context, await signedIn(second, successor, jane)), true)
  await sendAlone(second, successor)
  assert.notEqual((await depositOf(second, successor)).state, 'refused')
  assert.equal((await ledgerOf(first)).length, 1)
})

test('a successor that a period leaves out is closed all the same', async t => {
  const { first, second, successor } = await paidForAnother(t, 'refused')
  const tomorrow = { since: new Date(Date.now() + 86_400_000), until: null }
  assert.equal((await prove(second, emulatorLedger(first), 0, tomorrow)).closed.claim, 1)
  assert.equal((await depositOf(second, successor)).state, 'deposited')
})

test('a refusal that an export does not remember does not open its link again where another account was paid', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const file = fileOf(t, await exported(first))
  const successor = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, successor, john))
  await sendAlone(first, successor)
  const second = await startAnew(first, closing)
  await importInto(second, file)
  assert.equal((await prove(second, emulatorLedger(first))).missing, null)
  await releaseAccount(second.context, 'default', decision)
  assert.equal(await consent(second.context, await signedIn(second, id, john)), false)
  assert.equal((await ledgerOf(first)).length, 1)
})

test('of several accounts that were tried since, the one that was paid is found', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await consented(first, another)
  await refuseOnce(first, id)
  const backup = await backUp(t, first, closing)
  const refused = await retryLink(first.context, id, 'Ann')
  await consent(first.context, await signedIn(first, refused, john))
  await refuseOnce(first, refused)
  const paid = await retryLink(first.context, refused, 'Ann')
  await consent(first.context, await signedIn(first, paid, john))
  await sendAlone(first, paid)

  const second = await backup.restored()
  assert.deepEqual(await close(second, emulatorLedger(first)), { deposit: 0, claim: 1, review: 0 })
  const chain = await claimLinks.chain(second.database, id)
  assert.deepEqual(
    chain.map(link => [link.id, link.depositState, link.revokedAt !== null]),
    [
      [id, 'refused', false],
      [refused, null, true],
      [paid, 'deposited', false],
    ],
  )
  assert.equal(await consent(second.context, await signedIn(second, id, jane)), false)
  const { standing } = (await signedIn(second, id, john)).claim
  assert.partialDeepStrictEqual(standing, { kind: 'claimed', own: true })
})

test('nobody can wave a load through that closing would find the link of', async t => {
  const { first, second } = await paidForAnother(t, 'unclaimed')
  const terms = {
    account: accountOf(second.context, 'default'),
    source: emulatorLedger(first),
    period: always,
  }
  const missing = await withReconciliation(second.context, terms, async reconciliation => {
    const summary = await summarize(second.context, reconciliation)
    const word = { by: 'Ann', unclosed: 1 }
    return await noteProof(second.context, reconciliation, summary, summary.differences, word)
  })
  assert.match(String(missing), /paid for another account after a refusal is not closed/)
})

test('a link that was revoked meanwhile does not hide who was paid in its place', async t => {
  const { first, second, id } = await paidForAnother(t, 'unclaimed')
  await revokeLink(second.context, id, 'Mark Marketer')
  assert.deepEqual((await prove(second, emulatorLedger(first))).missing, null)
  assert.equal((await depositOf(second, successorId(id))).state, 'deposited')
  await assert.rejects(replaceLink(second.context, id, 'Mark Marketer'))
})

test('a link that was paid itself beside its successor is closed as paid, and both count', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const id = await freshLinkId(first, another)
  const second = await (await backUp(t, first, closing)).restored()
  const source = madeUp([recordOf(id), recordOf(successorId(id), { account: john })], later())
  assert.deepEqual(await prove(second, source), {
    closed: { deposit: 0, claim: 2, review: 0 },
    missing: null,
  })
  assert.deepEqual(kindsOf(await reconcile(second, source)), [])
  assert.deepEqual(await second.database.query('select granted_minor::int as granted from campaign'), [
    { granted: 5000 },
  ])
})
