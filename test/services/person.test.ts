/** What is stored about a recipient can be told and erased by reference, and the record of money proves itself afterwards. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { consent } from '../../src/services/consent.ts'
import { forgetDecided } from '../../src/services/forget.ts'
import { erasePerson } from '../../src/services/person-erase.ts'
import { exportPerson } from '../../src/services/person-export.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import * as audit from '../../src/storage/audit.ts'
import { backedUp } from '../helpers/backed-up.ts'
import { confirm, download, receive, rowsOf } from '../helpers/batch.ts'
import { consented, depositOf, jane, john, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { emulatorLedger, reconcile } from '../helpers/reconciled.ts'
import { setFaults, type TestService } from '../helpers/service.ts'

const wish = { by: 'Olga Operator', reason: 'request 17' }

/** One campaign with links for these references, made of a list that says more about each than is needed. */
async function uploaded(service: TestService, ...refs: readonly string[]) {
  const campaign = await service.campaign({ anotherAccount: true })
  const list = refs.map(ref => `${ref},Name of ${ref},${ref}@mail.example`).join('\n')
  const batch = await receive(service, campaign, `external_id,name,mail\n${list}\n`)
  const rows = rowsOf(await download(service, batch))
  await confirm(service, batch)
  const ids = rows.map(row => claimLinkId(row.claim_token ?? ''))
  return { campaign, ids }
}

test('all that is stored about a recipient is told, then erased, and the log still proves itself', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const { campaign, ids } = await uploaded(service, 'ann-1', 'bob-2')
  const [ann = '', bob = ''] = ids
  const twice = 'external_id,name\nann-1,Name of ann-1\ncy-3,Name of cy-3\ncy-3,Name of cy-3\n'
  await receive(service, campaign, twice)
  for (const id of [ann, bob]) {
    await consent(context, await signedIn(service, id, id === ann ? jane : john))
    await sendAlone(service, id)
  }
  const known = await closeCheckpoint(context)
  assert.ok(known)
  const told = await exportPerson(context, { externalId: 'ann-1', campaignId: null }, 'Olga Operator')
  assert.deepEqual(
    told.links.map(({ claimLinkId }) => claimLinkId),
    [ann],
  )
  assert.partialDeepStrictEqual(told.links[0], {
    recipientReference: 'ann-1',
    uploadedLine: 'ann-1,Name of ann-1,ann-1@mail.example',
    campaign: { id: campaign.id, sender: 'Acme Research' },
    amount: '25.00',
    state: 'deposited',
    deposit: { amazonAccount: jane, state: 'deposited' },
  })
  const text = JSON.stringify(told)
  assert.ok(text.includes('consented') && !text.includes('bob-2') && !text.includes(john))

  assert.deepEqual(await erasePerson(context, { externalId: 'ann-1', campaignId: campaign.id }, wish), [ann])
  const kept = await backedUp(service)
  for (const word of ['ann-1', jane]) assert.ok(!kept.includes(word), `${word} is still there`)
  for (const word of ['bob-2', john]) assert.ok(kept.includes(word), `${word} is somebody else's`)
  assert.deepEqual(await database.query('select id from sign_in where claim_link_id = $1', [ann]), [])
  assert.equal((await database.query('select from browser_session')).length, 1)
  assert.equal((await depositOf(service, ann)).state, 'deposited')
  assert.equal(await problemOf(t, service, known), null)
  assert.deepEqual((await reconcile(service, emulatorLedger(service))).found, [])
  const entries = await audit.listBySubject(database, ann)
  assert.deepEqual(
    entries.map(({ action, actor }) => `${action} by ${actor}`),
    ['person export by Olga Operator', 'person erase by Olga Operator'],
  )
  assert.deepEqual(entries.at(-1)?.detail, { reason: 'request 17' })
  await assert.rejects(
    exportPerson(context, { externalId: 'ann-1', campaignId: null }, 'Olga'),
    /^DomainError: ref: no claim link/,
  )
})

test('nothing is erased while money may move, and every link that stands in the way is named with what to do', async t => {
  const service = await startCore(t)
  const { context } = service
  const { ids } = await uploaded(service, 'ann-1')
  const [ann = ''] = ids
  const erase = () => erasePerson(context, { externalId: 'ann-1', campaignId: null }, wish)
  await assert.rejects(erase(), /can still be claimed: revoke it first/)
  await consent(context, await signedIn(service, ann))
  await assert.rejects(erase(), /^DomainError: ref: nothing was erased: ....-.... waits for its deposit/)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, ann)
  const successor = await retryLink(context, ann, 'Ann')
  await assert.rejects(
    erase(),
    new RegExp(`${successor.slice(0, 4)}-.* can still be claimed`),
    'without a reference of its own',
  )
  assert.ok((await backedUp(service)).includes(jane))
  await revokeLink(context, successor, 'Ann')
  assert.deepEqual(await erasePerson(context, { link: ann }, wish), [ann, successor])
  assert.ok(!(await backedUp(service)).includes(jane))
})

test('old deposits forget whose they were after the days that are set, and nothing that is not decided does', async t => {
  const service = await startCore(t)
  const { context, database } = service
  const old = [await consented(service), await consented(service)]
  for (const id of old) await sendAlone(service, id)
  const fresh = await consented(service)
  await sendAlone(service, fresh)
  const waiting = await consented(service)
  const aged = async (id: string, days: number) =>
    await database.query(
      'update deposit set decided_at = now() - make_interval(days => $2::int) where claim_link_id = $1',
      [id, days],
    )
  for (const id of old) await aged(id, 400)
  await aged(fresh, 399)
  const known = (await closeCheckpoint(context)) ?? null
  const [one, other] = await Promise.all([forgetDecided(context, 400), forgetDecided(context, 400)])
  assert.equal(one + other, 2)
  const forgotten = await database.query<{ id: string }>(
    'select claim_link_id as id from deposit where amazon_account is null and body is null order by consented_at',
  )
  assert.deepEqual(
    forgotten.map(({ id }) => id),
    old,
  )
  assert.equal(await problemOf(t, service, known), null)
  assert.equal(await forgetDecided(context, 398), 1, 'it goes on where it stopped')
  assert.equal(await forgetDecided(context, 398), 0)
  assert.equal(await sendAlone(service, waiting), true)
})
