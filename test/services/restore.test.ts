/** A database that has forgotten what was paid from it is noticed, and nothing is claimed or sent until a person says so. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { type CheckpointMemory, watchForRestore } from '../../src/services/checkpoint-memory.ts'
import { findClaim } from '../../src/services/claim.ts'
import { consent } from '../../src/services/consent.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { holdAfterRestore, listRestored } from '../../src/services/restore.ts'
import { createSender } from '../../src/services/sender.ts'
import { openStateFile } from '../../src/state-file.ts'
import * as audit from '../../src/storage/audit.ts'
import type { Database } from '../../src/storage/database.ts'
import { databaseId } from '../../src/storage/installation.ts'
import { findHold, releaseByHand } from '../../src/storage/partner-account.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  john,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { close, emulatorLedger } from '../helpers/reconciled.ts'
import { restoreCopy } from '../helpers/restored.ts'
import { closers, ledgerOf, loadCallsOf, startTestService } from '../helpers/service.ts'

function memoryIn(t: TestContext): { memory: CheckpointMemory; path: string } {
  const dir = mkdtempSync(join(tmpdir(), 'restore-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'deeper', 'state.json')
  return { memory: openStateFile({ stateFile: path }, dir), path }
}

/** As a rollback would, past the triggers. */
async function forget(database: Database, statement: string): Promise<void> {
  await database.transaction(async tx => {
    await tx.query("set local session_replication_role = 'replica'")
    await tx.query(statement)
  })
}

test('the newest checkpoint is remembered, and a database that still knows it is not held', async t => {
  const { context, database } = await startCore(t).then(async service => {
    await consented(service)
    return service
  })
  const { memory } = memoryIn(t)
  await watchForRestore(context, memory)
  assert.equal(memory.read(await databaseId(database)), null, 'there is nothing to remember yet')
  const checkpoint = await closeCheckpoint(context)
  await watchForRestore(context, memory)
  assert.deepEqual(memory.read(await databaseId(database)), checkpoint)
  await watchForRestore(context, memory)
  assert.equal(await findHold(database, 'default'), null)
})

for (const [what, statement] of [
  ['has lost its newest checkpoint', 'delete from checkpoint where number = 2'],
  ['has another one of that number', "update checkpoint set mac = sha256('other') where number = 2"],
] as const) {
  test(`a database that ${what} is held, and holds again only for what it forgets later`, async t => {
    const service = await startCore(t)
    const { context, database } = service
    const { memory } = memoryIn(t)
    await consented(service)
    await closeCheckpoint(context)
    const pending = await consented(service)
    await closeCheckpoint(context)
    await watchForRestore(context, memory)
    await forget(database, statement)
    await watchForRestore(context, memory)
    assert.equal(await findHold(database, 'default'), 'restore')

    const sender = createSender(context)
    await sender.sendDue()
    await sender.sendProbes()
    assert.equal((await loadCallsOf(service)).length, 0)
    const fresh = await freshLinkId(service)
    assert.equal(await consent(context, await signedIn(service, fresh)), false)

    await releaseByHand(database, 'default')
    await watchForRestore(context, memory)
    assert.equal(await findHold(database, 'default'), null)
    assert.equal(await consent(context, await signedIn(service, fresh)), true)
    await sender.stop()
    assert.equal(await sendAlone(service, pending), true)
    assert.equal((await depositOf(service, pending)).state, 'deposited')
  })
}

test('a memory that cannot be written keeps no hold away, and forgets nothing until it can', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const { memory } = memoryIn(t)
  await consented(service)
  const checkpoint = await closeCheckpoint(context)
  await watchForRestore(context, memory)
  await forget(database, 'delete from checkpoint')
  const full: CheckpointMemory = {
    read: memory.read,
    write: () => {
      throw new Error('ENOSPC')
    },
  }
  await assert.rejects(watchForRestore(context, full), /ENOSPC/)
  assert.equal(await findHold(database, 'default'), 'restore')

  await releaseByHand(database, 'default')
  await assert.rejects(watchForRestore(context, full), /ENOSPC/)
  assert.equal(await findHold(database, 'default'), null, 'a second look finds nothing new')
  const id = await databaseId(database)
  assert.deepEqual(memory.read(id), checkpoint)
  await watchForRestore(context, memory)
  assert.deepEqual([memory.read(id), memory.read(`${id} lost`)], [null, checkpoint])
})

test('a copy from before two claims is noticed: one that is unsent is not sent, one that is forgotten is not paid twice', async t => {
  const closing = closers(t)
  const service = await startCore(t)
  const { memory } = memoryIn(t)
  const forgotten = await freshLinkId(service)
  const unsent = await consented(service)
  await closeCheckpoint(service.context)
  await watchForRestore(service.context, memory)
  const restored = await restoreCopy(service, closing)
  assert.equal(await sendAlone(service, unsent), true)
  await consent(service.context, await signedIn(service, forgotten))
  assert.equal(await sendAlone(service, forgotten), true)
  await closeCheckpoint(service.context)
  await watchForRestore(service.context, memory)

  await watchForRestore(restored.context, memory)
  assert.deepEqual(await listRestored(restored), ['default'])
  const sender = createSender(restored.context)
  closing(() => sender.stop())
  await sender.sendDue()
  await sender.sendProbes()
  assert.equal((await loadCallsOf(service)).length, 2, 'nothing is sent from the copy')
  assert.equal(await consent(restored.context, await signedIn(restored, forgotten)), false)
  const claim = await findClaim(restored.context, forgotten, null)
  assert.deepEqual(claim?.standing, { kind: 'closed', reason: 'checking' })

  await close(restored, emulatorLedger(service))
  const decision = { by: 'Olga', reason: 'reconciled' }
  assert.equal(await releaseAccount(restored.context, 'default', decision), 'restore')
  const ended = service.log.find(({ message }) => message === 'a hold was ended by hand')
  assert.deepEqual(ended?.fields, { account: 'default', held: 'restore' })
  const entry = (await audit.listBySubject(restored.context.database, 'default')).at(-1)
  const detail = { held: 'restore', reason: 'reconciled' }
  assert.partialDeepStrictEqual(entry, { actor: 'Olga', action: 'account release', detail })
  await sender.sendDue()
  assert.equal(await consent(restored.context, await signedIn(restored, forgotten, john)), false)
  for (const id of [unsent, forgotten]) assert.equal((await depositOf(restored, id)).state, 'deposited')
  assert.deepEqual(
    (await ledgerOf(service)).map(({ timesRequested }) => timesRequested),
    [1, 1],
  )
})

test('after a restore a link says that records are checked, before and after the sign-in, and works again later', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const confirm = await recipient.signIn(link)
  await holdAfterRestore(service.context)
  assert.equal(titleOf((await recipient.press(confirm)).text), 'We are checking our records')
  assert.equal(titleOf((await recipient.get(link)).text), 'We are checking our records')
  assert.equal((await loadCallsOf(service)).length, 0)
  await releaseByHand(service.database, 'default')
  assert.equal(titleOf((await recipient.press(await recipient.signIn(link))).text), '$25.00 deposited')
})

test('a state file that cannot be read is told, and stays as it is', t => {
  const { memory, path } = memoryIn(t)
  const checkpoint = {
    number: 3,
    at: new Date(0),
    deposits: 1,
    events: 1,
    head: 'ab'.repeat(32),
    mac: 'cd'.repeat(32),
  }
  memory.write('one', checkpoint)
  memory.write('two', { ...checkpoint, number: 4 })
  memory.write('two', null)
  assert.deepEqual([memory.read('one'), memory.read('two')], [checkpoint, null])
  writeFileSync(path, '{"one":')
  assert.throws(() => memory.read('one'), /STATE_FILE: .* cannot be read; look at it/)
  assert.equal(readFileSync(path, 'utf8'), '{"one":')
})
