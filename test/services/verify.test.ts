/** An honest export is whole, whatever happened and whoever decided it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { notSent, recordAnswer } from '../../src/services/answer.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { doubtUndecided, trustUnsent } from '../../src/services/doubt.ts'
import { type Lease, leaseDue } from '../../src/services/lease.ts'
import { takeBackAbandoned } from '../../src/services/recovery.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { verifyExport } from '../../src/services/verify.ts'
import * as checkpoints from '../../src/storage/checkpoint.ts'
import * as deposits from '../../src/storage/deposit.ts'
import { consented, freshLinkId, sendAlone, startCore } from '../helpers/consented.ts'
import { history, problemOf } from '../helpers/exported.ts'
import { exported, fileOf } from '../helpers/imported.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { inReview } from '../helpers/review.ts'
import type { TestService } from '../helpers/service.ts'

test('an honest export is whole, with its checkpoints and against a kept one', async t => {
  const { service, known } = await history(t)
  assert.equal(await problemOf(t, service, null), null)
  assert.equal(await problemOf(t, service, known), null)
  await consented(service)
  assert.equal(await problemOf(t, service, known), null, 'what no checkpoint covers yet is no problem')
})

test('an export that is older than what is known outside is told as that, and is whole against the one of its time', async t => {
  const service = await startCore(t)
  const none = await exported(service)
  await consented(service)
  const known = await closeCheckpoint(service.context)
  const lines = await exported(service)
  await consented(service)
  const later = await closeCheckpoint(service.context)
  assert.ok(known && later)
  const problem = async (some: readonly string[], kept: Checkpoint) =>
    (await verifyExport(fileOf(t, some), [service.context.evidenceKey], kept)).problem
  const outside =
    `the one kept outside the database (STATE_FILE or --checkpoint) is checkpoint 2 of ${later.at.toISOString()}: it was made ` +
    'earlier or of another database, or the database was rolled back; give the checkpoint of its time with --checkpoint'
  const end = `this export ends at checkpoint 1 of ${known.at.toISOString()}`
  assert.equal(await problem(lines, later), `${end}, and ${outside}`)
  assert.equal(await problem(none, later), `this export has no checkpoint, and ${outside}`)
  assert.equal(await problem(lines, known), null)
})

test('what people wrote may have the line breaks that are none in JSON', async t => {
  const { service, known } = await history(t)
  await service.campaign({ sender: 'Acme\u2028Rewards', message: 'one\u2028two\u2029three' })
  assert.equal(await problemOf(t, service, known), null)
})

test('what a reconciliation closed is whole: a waiting deposit, a forgotten claim, a contradiction', async t => {
  const service = await startCore(t)
  const [waiting, contradicted] = [await consented(service), await consented(service)]
  const forgotten = await freshLinkId(service)
  const records = [waiting, forgotten].map(id => recordOf(id))
  const closed = await close(service, madeUp([...records, recordOf(contradicted, { amountMinor: 1 })]))
  assert.deepEqual(closed, { deposit: 1, claim: 1, review: 1 })
  assert.equal(await problemOf(t, service, (await closeCheckpoint(service.context)) ?? null), null)
})

test('an export that is made while people claim and checkpoints are closed is whole', async t => {
  const service = await startCore(t)
  await consented(service)
  const known = await closeCheckpoint(service.context)
  let going = true
  const claiming = (async () => {
    while (going) {
      const id = await consented(service)
      await sendAlone(service, id)
    }
  })()
  const closing = (async () => {
    while (going) await closeCheckpoint(service.context).catch(() => {})
  })()
  const closed = async () => (await checkpoints.findNewest(service.database))?.number ?? 0
  // As many as it takes for some checkpoints to be closed meanwhile.
  for (let round = 0; round < 15 || (await closed()) <= 2; round++)
    assert.equal(await problemOf(t, service, known ?? null), null)
  going = false
  await Promise.all([claiming, closing])
})

test('what people decided is part of an honest export', async t => {
  const service = await startCore(t)
  const [refused, deposited] = [await inReview(service), await inReview(service)]
  for (const [id, as, by] of [
    [refused, 'refused', 'Ann'],
    [refused, 'refused', 'Ben'],
    [deposited, 'deposited', 'Ann'],
  ] as const)
    await resolveDeposit(service.context, id, { as, evidence: 'case 4711', by })
  await retryLink(service.context, refused, 'Ann')
  assert.equal(await problemOf(t, service, (await closeCheckpoint(service.context)) ?? null), null)
})

const unheard: Answer = { ...notSent, applied: 'unproven', reason: 'timeout' }
const refused: Answer = { ...notSent, outcome: 'refused', reason: 'AccountUnavailable', httpStatus: 400 }
const success: Answer = {
  ...notSent,
  outcome: 'deposited',
  applied: 'yes',
  reason: 'SUCCESS',
  httpStatus: 200,
}

async function lease({ context, database }: TestService, claimLinkId: string): Promise<Lease> {
  await database.query('update deposit set next_attempt_at = now() where claim_link_id = $1', [claimLinkId])
  const deposit = await deposits.find(database, claimLinkId)
  const lane = { partnerAccount: 'default', campaignId: deposit?.campaignId ?? '' }
  return (await leaseDue(context, lane, 1))[0] ?? assert.fail('nothing was leased')
}

test('attempts that nobody heard of, and answers that came late, say the same as their log', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const id = await consented(service)
  const whole = async () => assert.equal(await problemOf(t, service, null), null)
  const first = await lease(service, id)
  await whole()
  await database.query("update deposit set leased_until = now() - interval '1 second'")
  await takeBackAbandoned(context)
  await whole()
  await recordAnswer(context, first, unheard)
  await recordAnswer(context, await lease(service, id), unheard)
  await whole()
  await recordAnswer(context, await lease(service, id), refused)
  await whole()
  await recordAnswer(context, first, success)
  await whole()
  await recordAnswer(context, first, refused)
  await database.query('update deposit set amazon_account = null, body = null')
  await whole()
})

test('a deposit that a reconciliation closed while it was sent, and one in doubt since a restore, are whole', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const [sent, doubted] = [await consented(service), await consented(service)]
  const leased = await lease(service, sent)
  await close(service, madeUp([recordOf(leased.claimLinkId)]))
  assert.equal(await problemOf(t, service, null), null)
  await doubtUndecided(database, 'default')
  assert.equal(await problemOf(t, service, null), null)
  await trustUnsent(database, 'default')
  await recordAnswer(context, leased, refused)
  const other = await lease(service, leased.claimLinkId === sent ? doubted : sent)
  await recordAnswer(context, other, { ...refused, outcome: 'ours', reason: 'AccessDenied' })
  assert.equal(await problemOf(t, service, null), null)
})
