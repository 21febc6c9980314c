/** Ending a review by hand: who may decide what, what becomes of the budget, and what stays on record. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordUnderLock } from '../../src/services/answer.ts'
import { showDeposit } from '../../src/services/deposit-story.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import * as audit from '../../src/storage/audit.ts'
import { consented, depositOf, startCore } from '../helpers/consented.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { inReview } from '../helpers/review.ts'
import type { TestService } from '../helpers/service.ts'

const evidence = 'Amazon, case 4711: request id unknown to us'

async function resolve(service: TestService, id: string, as: string, by: string): Promise<string> {
  return await resolveDeposit(service.context, id, { as, evidence, by })
}

async function grantedOf({ database }: TestService): Promise<number> {
  const [row] = await database.query<{ granted: number }>(
    'select sum(granted_minor)::bigint as granted from campaign',
  )
  return row?.granted ?? -1
}

async function typesOf(service: TestService, id: string): Promise<string[]> {
  return (await showDeposit(service.context, id)).events.map(({ type }) => type)
}

test('one person resolves as deposited: it is final, keeps its budget, and both records say so', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  assert.equal(await resolve(service, id, 'deposited', 'Ann'), 'resolved')
  const { state, decidedAt } = await depositOf(service, id)
  assert.deepEqual([state, decidedAt instanceof Date], ['deposited', true])
  assert.equal(await grantedOf(service), 2500)
  assert.equal((await typesOf(service, id)).at(-1), 'resolved')
  const [entry, ...others] = await audit.listBySubject(service.database, id)
  assert.partialDeepStrictEqual(entry, {
    actor: 'Ann',
    action: 'deposit resolve',
    detail: { as: 'deposited', evidence },
  })
  assert.deepEqual(others, [])
})

test('refusing what may have been applied takes a second person, and then gives the budget back', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  assert.equal(await resolve(service, id, 'refused', 'Ann'), 'proposed')
  assert.equal((await depositOf(service, id)).state, 'review')
  assert.equal(await grantedOf(service), 2500)
  for (const same of ['Ann', ' ann ', 'ANN'])
    await assert.rejects(
      resolve(service, id, 'refused', same),
      /^DomainError: by: Ann has proposed this already/,
    )
  assert.equal(await resolve(service, id, 'refused', 'Ben'), 'resolved')
  assert.equal((await depositOf(service, id)).state, 'refused')
  assert.equal(await grantedOf(service), 0)
  assert.deepEqual((await typesOf(service, id)).slice(-2), ['proposed', 'resolved'])
  const entries = await audit.listBySubject(service.database, id)
  assert.deepEqual(
    entries.map(({ actor, action }) => `${actor} ${action}`),
    ['Ann deposit propose', 'Ben deposit resolve'],
  )
})

test('a proposal serves for its own review: in a later one two people must look again', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  assert.equal(await resolve(service, id, 'refused', 'Ann'), 'proposed')
  assert.equal(await resolve(service, id, 'refused', 'Ben'), 'resolved')
  await close(service, madeUp([recordOf(id, { amountMinor: 2400 })]))
  assert.equal((await depositOf(service, id)).state, 'review')
  assert.equal(await resolve(service, id, 'refused', 'Ben'), 'proposed')
  assert.equal(await resolve(service, id, 'refused', 'Ann'), 'resolved')
})

test('a review without doubt is refused by one person', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await service.database.query("update deposit set state = 'review'")
  assert.equal(await resolve(service, id, 'refused', 'Ann'), 'resolved')
  assert.equal(await grantedOf(service), 0)
})

test('whoever proposed to refuse may find out that it was deposited', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  await resolve(service, id, 'refused', 'Ann')
  assert.equal(await resolve(service, id, 'deposited', 'Ann'), 'resolved')
  assert.equal((await depositOf(service, id)).state, 'deposited')
  await assert.rejects(resolve(service, id, 'refused', 'Ben'), /its deposit is deposited/)
})

test('a late SUCCESS between proposal and agreement wins, and after the refusal it counts again', async t => {
  const service = await startCore(t)
  const [early, late] = [await inReview(service), await inReview(service)]
  await resolve(service, early, 'refused', 'Ann')
  await hearSuccess(service, early)
  await assert.rejects(resolve(service, early, 'refused', 'Ben'), /its deposit is deposited/)
  assert.equal(await grantedOf(service), 5000)
  await resolve(service, late, 'refused', 'Ann')
  await resolve(service, late, 'refused', 'Ben')
  assert.equal(await grantedOf(service), 2500)
  await hearSuccess(service, late)
  assert.equal((await depositOf(service, late)).state, 'deposited')
  assert.equal(await grantedOf(service), 5000)
})

test('two second people at once, and two proposals at once, each count once', async t => {
  const service = await startCore(t)
  const [one, two] = [await inReview(service), await inReview(service)]
  const proposals = await Promise.all([
    resolve(service, one, 'refused', 'Ann'),
    resolve(service, one, 'refused', 'Ben'),
  ])
  assert.deepEqual(proposals.sort(), ['proposed', 'resolved'], 'the later of the two agrees with the earlier')
  await resolve(service, two, 'refused', 'Ann')
  const ends = await Promise.allSettled(['Ben', 'Cem'].map(by => resolve(service, two, 'refused', by)))
  assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal(await grantedOf(service), 0, 'the budget came back once each')
})

test('only a review is resolved, only as deposited or refused, only with evidence and a name', async t => {
  const service = await startCore(t)
  const pending = await consented(service)
  await assert.rejects(
    resolve(service, pending, 'deposited', 'Ann'),
    /its deposit is pending; only one in review/,
  )
  const id = await inReview(service)
  await assert.rejects(resolve(service, id, 'paid', 'Ann'), /as: must be deposited or refused/)
  await assert.rejects(resolve(service, id, 'refused', '  '), /by: must be the name/)
  const empty = { as: 'refused', evidence: ' ', by: 'Ann' }
  await assert.rejects(resolveDeposit(service.context, id, empty), /evidence: must say why/)
  assert.deepEqual(await audit.listBySubject(service.database, id), [])
})

test('events carry neither names nor evidence, and the audit cannot be changed', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  await resolve(service, id, 'refused', 'Ann Example')
  const { events } = await showDeposit(service.context, id)
  assert.doesNotMatch(JSON.stringify(events), /Ann|case 4711/)
  assert.match(String(events.at(-1)?.detail.evidenceSha256), /^[0-9a-f]{64}$/)
  for (const statement of [
    "update audit_entry set actor = 'Ben'",
    'delete from audit_entry',
    'truncate audit_entry',
  ])
    await assert.rejects(service.database.query(statement), /append-only/)
})

test('an entry and its change are one transaction: neither stays without the other', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  await service.database.query("alter table audit_entry add check (actor <> 'Mallory')")
  await assert.rejects(resolve(service, id, 'deposited', 'Mallory'), /audit_entry/)
  assert.equal((await depositOf(service, id)).state, 'review')
  assert.equal((await typesOf(service, id)).includes('resolved'), false)
})

/** The answer of a process that had stalled: SUCCESS for the first attempt. */
async function hearSuccess(service: TestService, id: string): Promise<void> {
  await recordUnderLock(
    service.context,
    { claimLinkId: id, number: 1 },
    {
      outcome: 'deposited',
      applied: 'yes',
      reason: 'SUCCESS',
      hold: null,
      throttled: false,
      httpStatus: 200,
      amazonRequestId: null,
    },
  )
}
