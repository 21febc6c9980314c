/** A successor after a refusal: at most one, only after a definite refusal, and never a cent beyond the budget. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { retryAsRecipient, retryLink } from '../../src/services/another-account.ts'
import type { CampaignInput } from '../../src/services/campaign.ts'
import { consent } from '../../src/services/consent.ts'
import { showDeposit } from '../../src/services/deposit-story.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { personHash } from '../../src/services/person.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import * as audit from '../../src/storage/audit.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { consented, depositOf, jane, john, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { inReview } from '../helpers/review.ts'
import { ledgerOf, setFaults, type TestService } from '../helpers/service.ts'

const allowed = { anotherAccount: true }

async function refused(service: TestService, input: Partial<CampaignInput> = allowed): Promise<string> {
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  const id = await consented(service, input)
  await sendAlone(service, id)
  assert.equal((await depositOf(service, id)).state, 'refused')
  return id
}

async function press({ context }: TestService, id: string, account = jane): Promise<boolean> {
  return await retryAsRecipient(context, id, personHash(context, account))
}

async function successorOf({ database }: TestService, id: string): Promise<string> {
  return (await claimLinks.chain(database, id)).find(({ replacesId }) => replacesId === id)?.id ?? ''
}

async function grantedOf({ database }: TestService): Promise<number[]> {
  const rows = await database.query<{ granted: number }>(
    'select granted_minor as granted from campaign order by created_at',
  )
  return rows.map(row => row.granted)
}

test('the press makes one successor that keeps the budget, and the other account is paid from it', async t => {
  const service = await startCore(t)
  const id = await refused(service, { ...allowed, budget: '25.00' })
  assert.deepEqual(await grantedOf(service), [0])
  assert.equal(await press(service, id), true)
  assert.deepEqual(await grantedOf(service), [2500])
  const successor = await successorOf(service, id)
  assert.equal(await consent(service.context, await signedIn(service, successor, john)), true)
  assert.deepEqual(await grantedOf(service), [2500], 'nothing is taken a second time')
  await sendAlone(service, successor)
  assert.partialDeepStrictEqual(await ledgerOf(service), [
    { requestId: `Emul1${successor}`, accountId: john },
  ])
  assert.equal((await depositOf(service, id)).state, 'refused')
  const last = (await showDeposit(service.context, id)).events.at(-1)
  assert.partialDeepStrictEqual(last, { type: 'retried', detail: { successor } })
})

test('a successor that is refused too gives the budget back and can be retried in turn', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  await press(service, id)
  const second = await successorOf(service, id)
  await consent(service.context, await signedIn(service, second, john))
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, second)
  assert.deepEqual(await grantedOf(service), [0])
  assert.equal(await press(service, id, jane), true, 'the first has its successor already')
  assert.equal(await press(service, second, john), true)
  assert.equal((await claimLinks.chain(service.database, id)).length, 3)
  assert.deepEqual(await grantedOf(service), [2500])
})

test('many presses at once, the operator among them, make one successor', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  const presses = Array.from({ length: 8 }, () => press(service, id))
  await Promise.allSettled([...presses, retryLink(service.context, id, 'Ann')])
  assert.equal((await claimLinks.chain(service.database, id)).length, 2)
  assert.deepEqual(await grantedOf(service), [2500])
})

test('no press counts where the deposit is not refused, is another person’s, or campaign or budget do not allow it', async t => {
  const service = await startCore(t)
  const pending = await consented(service, allowed)
  const review = await inReview(service, allowed)
  const forbidden = await refused(service, {})
  const other = await refused(service)
  const closed = await refused(service)
  const { campaignId } = await depositOf(service, closed)
  await service.database.query("update campaign set state = 'ended' where id = $1", [campaignId])
  const spent = await refused(service, { ...allowed, budget: '25.00' })
  await service.database.query('update campaign set granted_minor = 1 where id = $1', [
    (await depositOf(service, spent)).campaignId,
  ])
  for (const id of [pending, review, forbidden, closed, spent])
    assert.equal(await press(service, id), false, id)
  assert.equal(await press(service, other, john), false)
  assert.deepEqual(await service.database.query('select from claim_link where replaces_id is not null'), [])
  assert.equal(await press(service, other), true)
})

test('nothing is retried after a restore until a person has released the account', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  await holdAfterRestore(service.context)
  assert.equal(await press(service, id), false)
  await assert.rejects(retryLink(service.context, id, 'Ann'), /cannot be retried now: checking/)
  await releaseAccount(service.context, 'default', {
    by: 'Ann',
    reason: 'there is no copy of it',
    unreconciled: true,
  })
  // One of the last minutes may have been believed of a database that was rolled back already.
  await service.database.query("update deposit set decided_at = decided_at - interval '1 hour'")
  assert.equal(await press(service, id), true)
})

test('what Amazon has paid on a successor is recorded, from its reservation, even beside a paid first one', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  const successor = await retryLink(service.context, id, 'Ann')
  const records = [recordOf(id), recordOf(successor, { account: john })]
  assert.deepEqual(await close(service, madeUp(records)), { deposit: 1, claim: 1, review: 0 })
  assert.equal((await depositOf(service, successor)).state, 'deposited')
  assert.deepEqual(await grantedOf(service), [5000], 'both are facts, and each counts once')
})

test('a review that two people refused can be retried', async t => {
  const service = await startCore(t)
  const id = await inReview(service, allowed)
  for (const by of ['Ann', 'Ben'])
    await resolveDeposit(service.context, id, { as: 'refused', evidence: 'case 4711', by })
  assert.equal(await press(service, id), true)
})

test('twenty presses and twenty consents race for the budget of one campaign and stay within it', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ ...allowed, budget: '100.00' })
  const idOf = (url: string) => claimLinkId(url.split('/').at(-1) ?? '')
  const first = (await service.links(campaign, 4)).map(idOf)
  await setFaults(service, [{ fault: 'refuse', count: 4 }])
  for (const [index, id] of first.entries()) {
    await consent(service.context, await signedIn(service, id, `amzn1.account.R${index}`))
    await sendAlone(service, id)
  }
  const fresh = (await service.links(campaign, 20)).map(idOf)
  const signIns = await Promise.all(
    fresh.map((id, index) => signedIn(service, id, `amzn1.account.P${index}`)),
  )
  await Promise.all([
    ...signIns.map(row => consent(service.context, row)),
    ...first.flatMap((id, index) =>
      Array.from({ length: 5 }, () => press(service, id, `amzn1.account.R${index}`)),
    ),
  ])
  const [row] = await service.database.query<{ granted: number; worth: number }>(
    `select granted_minor as granted,
       (select coalesce(sum(amount_minor), 0)::bigint from deposit where state <> 'refused')
       + (select coalesce(sum(amount_minor), 0)::bigint from claim_link
          where reserved and not exists (select from deposit where claim_link_id = claim_link.id)) as worth
     from campaign`,
  )
  assert.deepEqual(row, { granted: 10_000, worth: 10_000 })
})

test('an operator retries whatever the campaign allows, by name, once', async t => {
  const service = await startCore(t)
  const id = await refused(service, {})
  const successor = await retryLink(service.context, id, 'Ann')
  assert.equal(successor, await successorOf(service, id))
  assert.partialDeepStrictEqual(await audit.listBySubject(service.database, id), [
    { actor: 'Ann', action: 'link retry', detail: { successor } },
  ])
  await assert.rejects(retryLink(service.context, id, 'Ann'), new RegExp(`retried already, as ${successor}`))
  await assert.rejects(retryLink(service.context, successor, 'Ann'), /only a refused deposit can be retried/)
  const closed = await refused(service)
  await service.database.query("update campaign set state = 'ended'")
  await assert.rejects(retryLink(service.context, closed, 'Ann'), /cannot be retried now: ended/)
})

test('a revoked successor gives its reservation back once, a replaced one hands it on', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  const successor = await retryLink(service.context, id, 'Ann')
  const replaced = await replaceLink(service.context, successor, 'Ann')
  assert.deepEqual(await grantedOf(service), [2500])
  for (const _ of ['once', 'twice']) await revokeLink(service.context, replaced.id, 'Ann')
  assert.deepEqual(await grantedOf(service), [0])
  const plain = await replaceLink(service.context, replaced.id, 'Ann')
  assert.equal(await consent(service.context, await signedIn(service, plain.id, john)), true)
  assert.deepEqual(await grantedOf(service), [2500])
})

test('after a late SUCCESS for the refused one nobody can claim its successor', async t => {
  const service = await startCore(t)
  const succeed = (id: string) =>
    service.database.query(
      "update deposit set state = 'deposited', decided_at = now() where claim_link_id = $1",
      [id],
    )
  const id = await refused(service)
  const successor = await retryLink(service.context, id, 'Ann')
  await succeed(id)
  const row = await signedIn(service, successor, john)
  assert.equal(await consent(service.context, row), false)
  assert.equal(await press(service, id), false)
})

test('a consent waits for a SUCCESS that is just being recorded for the link before, and then claims nothing', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  const row = await signedIn(service, await retryLink(service.context, id, 'Ann'), john)
  let claiming: Promise<boolean> | undefined
  await service.database.transaction(async tx => {
    await tx.query("update deposit set state = 'deposited' where claim_link_id = $1", [id])
    claiming = consent(service.context, row)
    const waits =
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while ((await service.database.query(waits)).length === 0);
  })
  assert.equal(await claiming, false)
})

test('the database itself takes no deposit on a successor of one that is not refused', async t => {
  const service = await startCore(t)
  const id = await refused(service)
  const successor = await retryLink(service.context, id, 'Ann')
  await service.database.query("update deposit set state = 'deposited' where claim_link_id = $1", [id])
  const insert = `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
      amazon_account, body, account_hash, body_hash, chain_head)
    select $1, campaign_id, partner_account, 'X', amount_minor, currency, 'a', 'b', account_hash, body_hash, chain_head
    from deposit`
  await assert.rejects(service.database.query(insert, [successor]), /succeeds one that is not refused/)
  await assert.rejects(
    service.database.query('update claim_link set reserved = not reserved'),
    /cannot change/,
  )
})
