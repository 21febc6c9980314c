/** Links of batches beside everything else that is done to links: nobody loses one, has two, or is counted twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { retryAsRecipient } from '../../src/services/another-account.ts'
import { workOnBatches } from '../../src/services/batch-work.ts'
import { createCampaign, getCampaign } from '../../src/services/campaign.ts'
import { countClaimable, launchCampaign } from '../../src/services/campaign-launch.ts'
import { openClaim } from '../../src/services/claim.ts'
import { consent } from '../../src/services/consent.ts'
import { forgetEnded } from '../../src/services/forget.ts'
import { confirmBatch, getBatch, withdrawBatch } from '../../src/services/link-batch.ts'
import { changeLinks, orderReplacements } from '../../src/services/link-change.ts'
import { personHash } from '../../src/services/person.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import * as audit from '../../src/storage/audit.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { confirm, download, problemsOf, receive, rowsOf } from '../helpers/batch.ts'
import { jane, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { plainCampaign, setFaults, type TestService } from '../helpers/service.ts'

const people = 'external_id\nx\ny\n'

async function standing({ context }: TestService, url = ''): Promise<string> {
  const claim = await openClaim(context, url.split('/c/')[1] ?? '', null)
  if (!claim) return 'unknown'
  return claim.standing.kind === 'closed' ? claim.standing.reason : claim.standing.kind
}

/** The URLs of x and y, which are live. */
async function live(service: TestService, input: Parameters<TestService['campaign']>[0] = {}) {
  const campaign = await service.campaign(input)
  const batch = await receive(service, campaign, people)
  const urls = rowsOf(await download(service, batch)).map(row => row.claim_url ?? '')
  await confirm(service, batch)
  return { campaign, batch, x: urls[0] ?? '', y: urls[1] ?? '' }
}

const idOf = (url: string) => claimLinkId(url.split('/c/')[1] ?? '')

test('a withdrawn batch gives back what its successors had reserved', async t => {
  const service = await startCore(t)
  const { campaign, batch, x } = await live(service, { anotherAccount: true })
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await consent(service.context, await signedIn(service, idOf(x)))
  await sendAlone(service, idOf(x))
  assert.equal(await retryAsRecipient(service.context, idOf(x), personHash(service.context, jane)), true)
  await withdrawBatch(service.context, await getBatch(service.context, batch.id), 'Ann')
  await workOnBatches(service.context)
  const { money } = await watchCampaign(service.context, campaign.id)
  assert.deepEqual([money.granted, money.reserved, money.addsUp], [0, 0, true])
})

test('a download that was begun on an older look at the batch deletes nothing that was confirmed since', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), people)
  const [x, y] = rowsOf(await download(service, batch)).map(row => row.claim_url ?? '')
  const seen = await getBatch(service.context, batch.id)
  await confirmBatch(service.context, seen, seen.delivery, 'Ann')
  await consent(service.context, await signedIn(service, idOf(x ?? '')))
  const rows = rowsOf(await download(service, seen))
  assert.deepEqual(
    rows.map(row => row.external_id),
    ['y'],
  )
  assert.deepEqual([await standing(service, x), await standing(service, y)], ['claimed', 'replaced'])
})

test('whoever makes a file is in the audit, with what it takes the place of', async t => {
  const service = await startCore(t)
  const { batch } = await live(service)
  await download(service, await getBatch(service.context, batch.id))
  const entries = await audit.listBySubject(service.database, batch.id)
  const made = entries.filter(({ action }) => action === 'batch deliver')
  assert.deepEqual(
    made.map(({ actor, detail }) => [actor, detail]),
    [
      ['Ann', { delivery: '1', replaces: '0' }],
      ['Ann', { delivery: '2', replaces: '1' }],
    ],
  )
})

test('a link of a withdrawn batch, or one whose recipient has another, is not replaced', async t => {
  const service = await startCore(t)
  const { campaign, batch, x, y } = await live(service)
  await revokeLink(service.context, x, 'Ann')
  const other = await receive(service, campaign, 'external_id\nx\n')
  await assert.rejects(replaceLink(service.context, x, 'Ann'), /external_id: 1 already have a link/)
  assert.equal(rowsOf(await download(service, other)).length, 1)
  await withdrawBatch(service.context, await getBatch(service.context, batch.id), 'Ann')
  await assert.rejects(replaceLink(service.context, y, 'Ann'), /its batch is not confirmed or was withdrawn/)
})

test('a replacement that was ordered and never made hides nobody from the next list', async t => {
  const service = await startCore(t)
  const { campaign, x } = await live(service)
  await orderReplacements(service.context, campaign, [idOf(x)], 'Ann')
  const waiting = await receive(service, campaign, 'external_id\nx\n')
  assert.equal(waiting.state, 'unneeded')
  await changeLinks(service.context, campaign, [idOf(x)], { kind: 'revoke' }, 'Ann')
  const batch = await receive(service, campaign, 'external_id\nx\n')
  assert.deepEqual([batch.state, batch.lines, batch.present], ['issuing', 1, 0])
})

test('a file of replacements has the columns of their list, and those of several lists their reference alone', async t => {
  const service = await startCore(t)
  const { campaign, x: plain } = await live(service)
  const batch = await receive(
    service,
    campaign,
    'e-mail;external_id;first name\nann@a.example;u;Ann\nben@b.example;v;"=Ben"\n',
  )
  const [ann = '', ben = ''] = rowsOf(await download(service, batch), ';').map(row => row.claim_url ?? '')
  await confirm(service, batch)
  const replace = async (...urls: string[]) =>
    await orderReplacements(service.context, campaign, urls.map(idOf), 'Ann')
  const mixed = await download(service, await replace(plain, ann))
  assert.match(mixed, /^external_id,claim_url,[^;]*\r\nu,http[^;]*\r\nx,http/)
  const alike = await replace(ben)
  const [row] = rowsOf(await download(service, alike), ';')
  assert.partialDeepStrictEqual(row, { 'e-mail': 'ben@b.example', external_id: 'v', 'first name': "'=Ben" })
  await confirm(service, alike)
  const again = rowsOf(await download(service, await replace(row?.claim_url ?? '')), ';')
  assert.deepEqual([again.length, again[0]?.['e-mail']], [1, 'ben@b.example'])
})

test('the bad lines of a refused file are deleted after 30 days', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), 'external_id,amount\nx,a\n')
  const kept = async (days: number) => {
    const then = 'update link_batch set created_at = now() - make_interval(days => $1)'
    await service.database.query(then, [days])
    await forgetEnded(service.context)
    return (await problemsOf(service, batch)).length
  }
  assert.deepEqual([await kept(29), await kept(31)], [1, 0])
})

test('a change of many links waits for none that is claimed', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const [claimed = '', open = ''] = (await service.links(campaign, 2)).map(idOf)
  await consent(service.context, await signedIn(service, claimed))
  const outcome = await service.database.transaction(async tx => {
    await claimLinks.lock(tx, claimed)
    return await changeLinks(service.context, campaign, [claimed, open], { kind: 'revoke' }, 'Ann')
  })
  assert.deepEqual(outcome, { changed: 1, left: 1 })
})

test('a launch opens exactly the links that were agreed to', async t => {
  const service = await startCore(t)
  const campaign = await createCampaign(service.context, plainCampaign, { by: 'Ann', state: 'draft' })
  const batch = await receive(service, campaign, people)
  await download(service, batch)
  const { links, totalMinor } = await countClaimable(service.context, campaign)
  assert.equal(links, 0, 'nobody has confirmed the file yet')
  await confirm(service, batch)
  const launch = { by: 'Ann', agreed: { links, totalMinor } }
  await assert.rejects(launchCampaign(service.context, campaign.id, launch), /have changed since you saw/)
  assert.equal((await getCampaign(service.context, campaign.id)).state, 'draft')
  const [single] = await service.links(campaign, 1)
  assert.deepEqual(await countClaimable(service.context, campaign), {
    ...{ links: 3, totalMinor: 7_500, leastMinor: 2_500, mostMinor: 2_500 },
  })
  assert.ok(single)
})

test('a file whose lines were deleted is not made again, and its links stay as they are', async t => {
  const service = await startCore(t)
  const { batch, x } = await live(service)
  await service.database.query('delete from link_row')
  const seen = await getBatch(service.context, batch.id)
  await assert.rejects(download(service, seen), /its lines were deleted 30 days after/)
  assert.equal((await getBatch(service.context, batch.id)).state, 'live')
  assert.equal(await standing(service, x), 'open')
})
