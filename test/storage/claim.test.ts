/** What the pages read of a claim in one statement is what the tables hold, thing by thing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryLink } from '../../src/services/another-account.ts'
import * as campaigns from '../../src/storage/campaign.ts'
import * as claims from '../../src/storage/claim.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import * as deposits from '../../src/storage/deposit.ts'
import * as signIns from '../../src/storage/sign-in.ts'
import { consented, freshLinkId, john, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { setFaults, type TestService } from '../helpers/service.ts'

/** Reads the claim and compares every thing in it with its own table. */
async function assertWhole({ database }: TestService, id: string): Promise<claims.StoredClaim> {
  const found = await claims.find(database, id, null)
  assert.ok(found)
  const { depositState, ...link } = found.link
  const deposit = await deposits.find(database, id)
  assert.deepEqual(link, await claimLinks.find(database, id))
  assert.deepEqual(found.campaign, await campaigns.find(database, link.campaignId))
  assert.equal(depositState, deposit?.state ?? null)
  assert.deepEqual(found.deposit && { ...deposit, ...found.deposit }, deposit ?? null)
  return found
}

test('a link that nobody has claimed has no deposit, is alone, and says what holds its account', async t => {
  const service = await startCore(t)
  const id = await freshLinkId(service)
  const { deposit, holdReason, alone } = await assertWhole(service, id)
  assert.deepEqual({ deposit, holdReason, alone }, { deposit: null, holdReason: null, alone: true })
  await service.database.query("update partner_account set hold_reason = 'restore', held_since = now()")
  assert.equal((await assertWhole(service, id)).holdReason, 'restore')
  assert.equal(await claims.find(service.database, 'unknown', null), undefined)
})

test('a refused link and the one that succeeds it are not alone, each with its own deposit', async t => {
  const service = await startCore(t)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  const id = await consented(service)
  assert.equal((await assertWhole(service, id)).deposit?.state, 'pending')
  await sendAlone(service, id)
  assert.equal((await assertWhole(service, id)).alone, true)
  const successor = await retryLink(service.context, id, 'Ann')
  const [first, second] = [await assertWhole(service, id), await assertWhole(service, successor)]
  assert.deepEqual([first.alone, first.deposit?.state], [false, 'refused'])
  assert.deepEqual([second.alone, second.deposit], [false, null])
})

test('a sign-in comes with the claim of its link and with what the asked person holds in that campaign', async t => {
  const service = await startCore(t)
  const { database } = service
  const id = await consented(service)
  await consented(service)
  const { signIn } = await signedIn(service, id)
  const { sessionHash } = signIn
  const person = (await deposits.find(database, id))?.accountHash ?? null
  const found = await claims.findSigned(database, signIn.id, sessionHash)
  assert.deepEqual(found?.signIn, await signIns.find(database, signIn.id, sessionHash))
  const { readAt, session } = found?.claim ?? {}
  assert.deepEqual({ ...(await assertWhole(service, id)), readAt, session }, found?.claim)
  assert.deepEqual(session, { person })
  assert.equal(found?.held, 1)
  const others = (await signedIn(service, id, john)).signIn
  assert.equal((await claims.findSigned(database, others.id, others.sessionHash))?.held, 0)
  await database.query("update deposit set state = 'refused', decided_at = now(), leased_until = null")
  assert.equal((await claims.findSigned(database, signIn.id, sessionHash))?.held, 0)
  assert.equal(await claims.findSigned(database, 'unknown', sessionHash), undefined)
})

test('a claim comes with its visitor only from the session that owns the sign-in and has not ended', async t => {
  const service = await startCore(t)
  const { database } = service
  const id = await consented(service)
  const { signIn, person } = await signedIn(service, id)
  const { sessionHash } = signIn
  assert.deepEqual((await claims.find(database, id, sessionHash))?.session, { person })
  assert.equal((await claims.find(database, id, Buffer.alloc(32)))?.session, null)
  assert.equal(await claims.findSigned(database, signIn.id, Buffer.alloc(32)), undefined)
  assert.equal(await signIns.find(database, signIn.id, Buffer.alloc(32)), undefined)
  await database.query('update browser_session set expires_at = now()')
  assert.equal((await claims.find(database, id, sessionHash))?.session, null)
  assert.equal(await claims.findSigned(database, signIn.id, sessionHash), undefined)
  assert.equal(await signIns.find(database, signIn.id, sessionHash), undefined)
})
