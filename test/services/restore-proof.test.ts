/** A hold after a restore ends on Amazon's records only where these tell of all that may have been forgotten. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { watchForRestore } from '../../src/services/checkpoint-memory.ts'
import { consent } from '../../src/services/consent.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import type { Source } from '../../src/services/reconcile.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { listStatus } from '../../src/storage/partner-account.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  pay,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { decision } from '../helpers/imported.ts'
import { close, emulatorLedger, madeUp, prove, reconcile, recordOf } from '../helpers/reconciled.ts'
import { backUp, restoreCopy } from '../helpers/restored.ts'
import { closers, type TestService } from '../helpers/service.ts'

const notProven = /no reconciliation .* since this hold began/

/** A link was paid after the backup and is forgotten; where `knows`, another one before it. */
async function forgotten(t: TestContext, knows: boolean) {
  const closing = closers(t)
  const first = await startCore(t)
  const paid = await freshLinkId(first)
  if (knows) await pay(first, paid)
  const lost = await freshLinkId(first)
  const backup = await backUp(t, first, closing)
  const old = recordOf(paid, { at: new Date() })
  await pay(first, lost)
  return { first, second: await backup.restored(), lost, old }
}

async function releases({ context }: TestService): Promise<boolean> {
  const released = releaseAccount(context, 'default', decision)
  await assert.doesNotReject(released.catch((error: Error) => assert.match(error.message, notProven)))
  return await released.then(
    () => true,
    () => false,
  )
}

type Old = ReturnType<typeof recordOf>

/** None of them differs from what the backup knows. */
const sources: ReadonlyArray<readonly [what: string, knows: boolean, (old: Old) => Source]> = [
  ['a file without a record', false, () => madeUp([], later())],
  ['a file of another partner', false, old => madeUp([{ ...old, requestId: 'Other1X' }], later())],
  ['a file that says applied in other words', false, old => madeUp([{ ...old, applied: false }], later())],
  ['a file as old as the backup', true, old => madeUp([old], old.at)],
  ['a file that nobody calls complete', true, old => madeUp([{ ...old, at: later() }])],
  ['the activity page', true, old => ({ ...madeUp([old]), kind: 'activity-page' })],
]

/** Later than any call that was under way when the hold began. */
function later(): Date {
  return new Date(Date.now() + 60_000)
}

for (const [what, knows, source] of sources) {
  test(`${what} proves nothing of what a backup has forgotten`, async t => {
    const { second, old } = await forgotten(t, knows)
    assert.deepEqual((await reconcile(second, source(old))).found, [])
    await close(second, source(old))
    assert.equal(await releases(second), false)
  })
}

test('a file that is complete until now on somebody’s word, and the emulator’s ledger, are a proof', async t => {
  const { first, second, lost, old } = await forgotten(t, true)
  const both = [old, recordOf(lost, { at: old.at })]
  await close(second, madeUp(both))
  assert.equal(await releases(second), false)
  await close(second, madeUp(both, later()))
  assert.equal(await releases(second), true)
  await holdAfterRestore(second.context)
  assert.equal(await releases(second), false)
  await close(second, emulatorLedger(first))
  assert.equal(await releases(second), true)
})

test('a load after the hold began says that somebody still sends', async t => {
  const { second, lost, old } = await forgotten(t, true)
  const late = recordOf(lost, { at: new Date(Date.now() + 6 * 60_000) })
  assert.match(
    String((await prove(second, madeUp([old, late], later()))).missing),
    /another process still sends/,
  )
})

test('rows of each answer, and a link that was revoked meanwhile and is counted, do not bar a proof', async t => {
  const { second, lost, old } = await forgotten(t, true)
  await revokeLink(second.context, lost, 'Ann')
  const rows = madeUp([old, old, recordOf(lost, { at: old.at })], later())
  assert.match(String((await prove(second, rows)).missing), /1 loads belong to no link.*--unclosed 1/)
  assert.equal((await prove(second, rows, 1)).missing, null)
})

test('after a release without a proof a later one ends the doubt', async t => {
  const { first } = await forgotten(t, true)
  const open = await freshLinkId(first)
  const second = await (await backUp(t, first, closers(t))).restored()
  await releaseAccount(second.context, 'default', { ...decision, unreconciled: true })
  assert.equal((await prove(second, emulatorLedger(first))).missing, null)
  await consent(second.context, await signedIn(second, open))
  assert.equal((await depositOf(second, open)).inDoubt, false)
})

test('a machine that was away learns nothing new from what it remembers, and holds nobody once more', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const waiting = await freshLinkId(first)
  const copy = await restoreCopy(first, closing)
  await pay(first, await freshLinkId(first))
  const known = await closeCheckpoint(first.context)
  assert.ok(known)
  const memory = { read: () => known, write: () => {} }
  await watchForRestore(copy.context, memory)
  assert.equal((await listStatus(copy.database))[0]?.holdReason, 'restore')
  await releaseAccount(copy.context, 'default', { ...decision, unreconciled: true })
  await copy.database.query("update installation set distrusted_at = distrusted_at + interval '1 hour'")
  await watchForRestore(copy.context, memory)
  assert.equal((await listStatus(copy.database))[0]?.holdReason, null)
  assert.equal(await consent(copy.context, await signedIn(copy, waiting)), true)
})

test('a proof does not serve for the next hold, nor when it comes back with a backup', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  const paid = await consented(first)
  await sendAlone(first, paid)
  await holdAfterRestore(first.context)
  await close(first, emulatorLedger(first))
  const second = await (await backUp(t, first, closing)).restored()
  assert.equal(await releases(second), false)
  await holdAfterRestore(first.context)
  assert.equal(await releases(first), false)
})
