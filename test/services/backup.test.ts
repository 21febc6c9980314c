/** A backup brings back everything, in an empty database and whole or not at all, and nothing is paid twice after it. */
import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { restore } from '../../src/services/backup.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { consent } from '../../src/services/consent.ts'
import { holdCampaign, releaseAccount, releaseCampaign } from '../../src/services/hold.ts'
import { createSender } from '../../src/services/sender.ts'
import * as audit from '../../src/storage/audit.ts'
import { stampEvidenceKeys } from '../../src/storage/installation.ts'
import { findHold } from '../../src/storage/partner-account.ts'
import { backedUp, backupFile, tablesOf } from '../helpers/backed-up.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  john,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision } from '../helpers/imported.ts'
import { close, emulatorLedger } from '../helpers/reconciled.ts'
import { keysOf, startAnew } from '../helpers/restored.ts'
import { closers, ledgerOf, type TestService } from '../helpers/service.ts'

async function bringBack(service: TestService, file: string) {
  return await restore(keysOf(service), createReadStream(file), decision, () => {})
}

test('backup, destroy, restore, reconcile: everything is back, and nobody is paid twice', async t => {
  const closing = closers(t)
  const first = await startCore(t)
  await stampEvidenceKeys(first.database, keysOf(first))
  const paid = await consented(first)
  await sendAlone(first, paid)
  const [pending, forgotten] = [await consented(first), await freshLinkId(first)]
  const { id: campaign } = await first.campaign({ message: 'Grüße\n\t\\. – “thanks”' })
  await holdCampaign(first.context, campaign, decision)
  const known = await closeCheckpoint(first.context)
  const text = await backedUp(first)
  assert.ok(known)
  await sendAlone(first, pending)
  await consent(first.context, await signedIn(first, forgotten))
  await sendAlone(first, forgotten)

  const second = await startAnew(first, closing)
  const { checkpoint } = await bringBack(second, backupFile(t, text))
  assert.equal(checkpoint, known.number)
  assert.deepEqual(tablesOf(await backedUp(second), pending), tablesOf(text, pending), 'but for its doubt')
  assert.equal(await problemOf(t, second, known), null)
  assert.equal(await findHold(second.database, 'default'), 'restore')
  const [entry] = await audit.listBySubject(second.database, 'default')
  assert.partialDeepStrictEqual(entry, { actor: 'Olga Operator', action: 'restore' })

  const sender = createSender(second.context)
  closing(() => sender.stop())
  await sender.sendDue()
  await sender.sendProbes()
  assert.equal(await consent(second.context, await signedIn(second, forgotten)), false)
  assert.partialDeepStrictEqual(await close(second, emulatorLedger(first)), { claim: 1 })
  await releaseAccount(second.context, 'default', decision)
  await releaseCampaign(second.context, campaign, decision)
  assert.equal(await consent(second.context, await signedIn(second, forgotten, john)), false)
  await sender.sendDue()
  for (const id of [paid, pending, forgotten]) assert.equal((await depositOf(second, id)).state, 'deposited')
  const asked = (await ledgerOf(first)).map(({ timesRequested }) => timesRequested)
  assert.deepEqual(asked, [1, 1, 1])
  assert.equal(await problemOf(t, second, known), null)
  await assert.rejects(second.database.query('delete from audit_entry'), 'the triggers work again')
})

/** A new database, which must be as it was after each attempt. */
async function startDamaged(t: TestContext): Promise<{ text: string; second: TestService }> {
  const first = await startCore(t)
  await stampEvidenceKeys(first.database, keysOf(first))
  await sendAlone(first, await consented(first))
  return { text: await backedUp(first), second: await startAnew(first, closers(t)) }
}

test('a backup that is cut off, changed or another’s is refused, and nothing has changed then', async t => {
  const { text, second } = await startDamaged(t)
  const before = await backedUp(second)
  const zipped = gzipSync(text)
  const lines = text.split('\n')
  const damaged: ReadonlyArray<readonly [Buffer | string, RegExp]> = [
    ['hello', /first line/],
    [Buffer.from('hello'), /no compressed file/],
    [zipped.subarray(0, zipped.length - 30), /cut off/],
    [zipped.subarray(0, 200), /cut off/],
    [text.slice(0, -5), /cut off/],
    [`${lines.slice(0, -3).join('\n')}\n`, /cut off/],
    [text.replace('\tUSD\t', '\tEUR\t'), /does not take its rows of|checksum/],
    [text.replace('Acme Research', 'Acme Besearch'), /checksum/],
    [text.replace('{"table":"campaign"', '{"table":"migration"'), /migration is no table/],
    [text.replace('"amazonEnv":"emulator"', '"amazonEnv":"production"'), /^AMAZON_ENV: .*"production"/],
    [text.replace(/"schema":\d+/, '"schema":1'), /migration 1, this release/],
  ]
  for (const [content, expected] of damaged) {
    const refused = bringBack(second, backupFile(t, content))
    await assert.rejects(refused, (error: Error) => expected.test(error.message) || assert.fail(error))
  }
  await assert.rejects(
    bringBack(second, '/nowhere/backup.gz'),
    /cannot be read: ENOENT.*'\/nowhere\/backup.gz'/,
  )
  const stranger = {
    ...second,
    context: { ...second.context, evidenceKey: 'another key that is long enough' },
  }
  await assert.rejects(bringBack(stranger, backupFile(t, text)), /^DomainError: EVIDENCE_KEY/)
  assert.deepEqual(tablesOf(await backedUp(second)), tablesOf(before))
  const off = await second.database.query(
    "select from pg_trigger where tgenabled <> 'O' and not tgisinternal",
  )
  assert.equal(off.length, 0)
  await bringBack(second, backupFile(t, text))
  await assert.rejects(bringBack(second, backupFile(t, text)), /something was made in this database already/)
})
