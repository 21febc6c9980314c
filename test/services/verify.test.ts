/** An honest export is whole, whatever happened and whoever decided it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryLink } from '../../src/services/another-account.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { consented, freshLinkId, sendAlone, startCore } from '../helpers/consented.ts'
import { history, problemOf } from '../helpers/exported.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { inReview } from '../helpers/review.ts'

test('an honest export is whole, with its checkpoints and against a kept one', async t => {
  const { service, known } = await history(t)
  assert.equal(await problemOf(t, service, null), null)
  assert.equal(await problemOf(t, service, known), null)
  await consented(service)
  assert.equal(await problemOf(t, service, known), null, 'what no checkpoint covers yet is no problem')
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
  for (let round = 0; round < 15; round++) assert.equal(await problemOf(t, service, known ?? null), null)
  going = false
  await Promise.all([claiming, closing])
  const [{ count = 0 } = {}] = await service.database.query<{ count: number }>(
    'select count(*) from checkpoint',
  )
  assert.ok(count > 2, 'checkpoints were closed meanwhile')
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
