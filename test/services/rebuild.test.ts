/** New bytes under the same request id: only where Amazon surely applied nothing, and then nothing else changes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { IncentivesAccess } from '../../src/domain/partner-account.ts'
import type { Context } from '../../src/services/context.ts'
import { showDeposit } from '../../src/services/deposit-story.ts'
import { rebuildDeposit } from '../../src/services/rebuild.ts'
import * as audit from '../../src/storage/audit.ts'
import { consented, depositOf, jane, john, passTime, sendAlone, startCore } from '../helpers/consented.ts'
import { inReview } from '../helpers/review.ts'
import { ledgerOf, loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

const why = { by: 'Ann', reason: 'the contract says minor units' }

/** The use cases after a correction of the configuration and a restart. */
function corrected({ context }: TestService, change: Partial<IncentivesAccess>): Context {
  const account = context.accounts.get('default')
  if (!account) throw new Error('bug: no default account')
  const incentives = { ...account.incentives, ...change }
  return { ...context, accounts: new Map([['default', { ...account, incentives }]]) }
}

/** A deposit that Amazon turned down for our contract, written with the wrong unit. */
async function turnedDown(service: TestService): Promise<string> {
  await setFaults(service, [{ fault: 'contract', count: 1 }])
  const wrong = { ...service, context: corrected(service, { amountUnit: 'minor' }) }
  const id = await consented(wrong)
  await sendAlone(wrong, id)
  await passTime(service)
  return id
}

async function bodyOf({ database }: TestService, id: string): Promise<{ body: string; sha256: string }> {
  const [row] = await database.query<{ body: Buffer; hash: Buffer }>(
    'select body, body_hash as hash from deposit where claim_link_id = $1',
    [id],
  )
  return { body: row?.body.toString() ?? '', sha256: row?.hash.toString('hex') ?? '' }
}

test('after a contract refusal the corrected bytes leave under the same request id and are paid once', async t => {
  const service = await startCore(t)
  const id = await turnedDown(service)
  const before = await bodyOf(service, id)
  assert.match(before.body, /"value":2500}/)
  await rebuildDeposit(service.context, id, why)
  const after = await bodyOf(service, id)
  assert.equal(after.body, before.body.replace('"value":2500}', '"value":25.00}'))
  assert.equal(after.sha256, createHash('sha256').update(after.body).digest('hex'))
  const [event] = (await showDeposit(service.context, id)).events.filter(({ type }) => type === 'rebuilt')
  assert.partialDeepStrictEqual(event?.detail, { oldBodySha256: before.sha256, bodySha256: after.sha256 })
  assert.doesNotMatch(JSON.stringify(event), /Ann|contract says/)
  assert.partialDeepStrictEqual(await audit.listBySubject(service.database, id), [
    { actor: 'Ann', action: 'deposit rebuild', detail: { reason: why.reason } },
  ])
  await service.database.query('update partner_account set hold_reason = null, held_since = null')
  await sendAlone(service, id)
  assert.equal((await depositOf(service, id)).state, 'deposited')
  const requestIds = (await loadCallsOf(service)).map(({ requestId }) => requestId)
  assert.deepEqual(requestIds, [`Emul1${id}`, `Emul1${id}`])
  assert.partialDeepStrictEqual(await ledgerOf(service), [{ amount: 25, accountId: jane }])
})

test('a deposit that was never sent can be rebuilt, to the same bytes it cannot', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await assert.rejects(rebuildDeposit(service.context, id, why), /writes the same bytes/)
  await rebuildDeposit(corrected(service, { accountType: 'LWA' }), id, why)
  assert.match((await bodyOf(service, id)).body, /"type":"LWA"}}$/)
})

test('what may have been applied, is under way, in review or decided keeps its bytes', async t => {
  const service = await startCore(t)
  const changed = corrected(service, { amountUnit: 'minor' })
  const rejects = async (id: string, reason: RegExp) => {
    const before = await bodyOf(service, id)
    await assert.rejects(rebuildDeposit(changed, id, why), reason)
    assert.deepEqual(await bodyOf(service, id), before)
  }
  await rejects(await inReview(service), /its deposit is review, not pending/)
  const id = await consented(service)
  await setFaults(service, [{ fault: 'cut', count: 1 }])
  await sendAlone(service, id)
  await rejects(id, /may have been applied/)
  await passTime(service)
  await sendAlone(service, id)
  await rejects(id, /its deposit is deposited, not pending/)
  const sending = await consented(service)
  await service.database.query(
    "update deposit set state = 'sending', leased_until = now(), attempts = 1, first_sent_at = now() where claim_link_id = $1",
    [sending],
  )
  await rejects(sending, /its deposit is sending, not pending/)
})

test('a rebuild needs a reason and a name', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await assert.rejects(
    rebuildDeposit(service.context, id, { by: 'Ann', reason: ' ' }),
    /^DomainError: reason:/,
  )
  await assert.rejects(rebuildDeposit(service.context, id, { by: '', reason: 'x' }), /^DomainError: by:/)
})

test('the database itself lets exactly a rebuild through', async t => {
  const service = await startCore(t)
  const id = await turnedDown(service)
  const { body } = await bodyOf(service, id)
  const rewrite = (text: string, more = '', hashed = text) =>
    service.database.query(
      `update deposit set body = $2::text::bytea, body_hash = sha256($3::text::bytea) ${more} where claim_link_id = $1`,
      [id, text, hashed],
    )
  const right = body.replace('2500', '25.00')
  const forbidden = [
    () => rewrite(right, '', body),
    () => rewrite(right, ", state = 'review'"),
    () => rewrite(right, ', in_doubt = true'),
    () => rewrite(right, ', attempts = attempts + 1'),
    () => rewrite(right, ", request_id = 'Emul1X'"),
    () => rewrite(right, ', amount_minor = 25'),
    () => rewrite(body.replace('2500', '250')),
    () => rewrite(body.replace('USD', 'CAD')),
    () => rewrite(body.replace(jane, john)),
    () => rewrite(body.replace(`Emul1${id}`, `Emul1${id.slice(1)}0`)),
    () => rewrite(body.replace('"partnerId":"Emul1"', '"partnerId":"Other"')),
    () => rewrite(right.replace('"amount"', '"more":1,"amount"')),
    () => rewrite('no JSON'),
  ]
  for (const [index, attempt] of forbidden.entries())
    await assert.rejects(attempt(), /cannot change|invalid input/, `number ${index}`)
  const attempts = [
    "update attempt set outcome = 'unknown', applied = 'unproven'",
    'update attempt set outcome = null, applied = null, finished_at = null',
  ]
  for (const attempt of attempts) {
    await service.database.query(attempt)
    await assert.rejects(rewrite(right), /the bytes of deposit .* cannot change/, attempt)
  }
  await service.database.query("update attempt set outcome = 'ours', applied = 'no', finished_at = now()")
  await rewrite(right)
  assert.equal((await bodyOf(service, id)).body, right)
  await service.database.query("update deposit set state = 'review'")
  await assert.rejects(rewrite(body), /the bytes of deposit .* cannot change/)
})
