/** A hold after a restore ends on Amazon's records only where these tell of all that may have been forgotten. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { consent } from '../../src/services/consent.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import type { Source } from '../../src/services/reconcile.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { consented, freshLinkId, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { decision } from '../helpers/imported.ts'
import { close, emulatorLedger, madeUp, reconcile, recordOf } from '../helpers/reconciled.ts'
import { backUp } from '../helpers/restored.ts'
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

async function pay(service: TestService, id: string): Promise<void> {
  await consent(service.context, await signedIn(service, id))
  await sendAlone(service, id)
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
  ['a file without a record', false, () => madeUp([], new Date())],
  ['a file of another partner', false, old => madeUp([{ ...old, requestId: 'Other1X' }], new Date())],
  ['a file as old as the backup', true, old => madeUp([old])],
  ['a file that tells no time', true, old => madeUp([{ ...old, at: null }])],
  ['the activity page', true, old => ({ ...madeUp([old], new Date()), kind: 'activity-page' })],
]

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
  await close(second, madeUp(both, new Date()))
  assert.equal(await releases(second), true)
  await holdAfterRestore(second.context)
  assert.equal(await releases(second), false)
  await close(second, emulatorLedger(first))
  assert.equal(await releases(second), true)
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
