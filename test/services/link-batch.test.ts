/** A batch from its file to live links: nothing can be claimed before the new file is there, and nothing is made twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { linksInFile } from '../../src/domain/link-batch.ts'
import { workOnBatches } from '../../src/services/batch-work.ts'
import { openClaim } from '../../src/services/claim.ts'
import { consent } from '../../src/services/consent.ts'
import { forgetEnded } from '../../src/services/forget.ts'
import { getBatch, orderLinks, withdrawBatch } from '../../src/services/link-batch.ts'
import { changeLinks } from '../../src/services/link-change.ts'
import { replaceLink } from '../../src/services/revoke.ts'
import { confirm, download, problemsOf, receive, rowsOf } from '../helpers/batch.ts'
import { signedIn, startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

const people = 'name,external_id,amount,note\nAnn,r-1,10.5,"a, b"\nBob,r-2,,=1+1\nZoë,r-3,7,\n'

async function standingOf({ context }: TestService, url = ''): Promise<string> {
  const claim = await openClaim(context, url.split('/c/')[1] ?? '', null)
  if (!claim) return 'unknown'
  return claim.standing.kind === 'closed' ? claim.standing.reason : claim.standing.kind
}

const linkCount = async ({ database }: TestService) =>
  (await database.query<{ count: number }>('select count(*) as count from claim_link'))[0]?.count

test('a file becomes links that nobody can claim before the new file is confirmed, and its columns come back', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const batch = await receive(service, campaign, people)
  assert.deepEqual([batch.state, batch.lines, batch.present, batch.problems], ['issuing', 3, 0, 0])
  assert.equal(await linkCount(service), 0)
  const file = await download(service, batch)
  const rows = rowsOf(file)
  assert.deepEqual(
    rows.map(({ name, external_id, amount, note }) => [name, external_id, amount, note]),
    [
      ['Ann', 'r-1', '10.5', 'a, b'],
      ['Bob', 'r-2', '', "'=1+1"],
      ['Zoë', 'r-3', '7', ''],
    ],
  )
  assert.deepEqual(Object.keys(rows[0] ?? {}).slice(0, 5), [
    'name',
    'external_id',
    'amount',
    'note',
    'claim_url',
  ])
  assert.deepEqual(
    rows.map(row => row.claim_amount),
    ['10.50', '25.00', '7.00'],
  )
  const [url = ''] = rows.map(row => row.claim_url ?? '')
  assert.equal(url, `${service.context.publicUrl}/c/${rows[0]?.claim_token}`)
  assert.equal(await standingOf(service, url), 'not-ready')
  const waiting = await signedIn(service, claimLinkId(rows[0]?.claim_token ?? ''))
  await assert.rejects(replaceLink(service.context, url, 'Ann'), /its batch is not confirmed/)
  const selected = await service.database.query<{ id: string }>('select id from claim_link')
  const ids = selected.map(({ id }) => id)
  const paused = await changeLinks(service.context, campaign, ids, { kind: 'pause' }, 'Ann')
  assert.deepEqual(paused, { changed: 0, left: 3 }, 'a pause would be lost with the next file')
  const pressed = { ...waiting, claim: { ...waiting.claim, standing: { kind: 'open' as const } } }
  assert.equal(await consent(service.context, pressed), false, 'the database refuses it too')
  assert.equal((await confirm(service, batch)).state, 'live')
  assert.equal(await standingOf(service, url), 'open')
  assert.equal(
    await consent(service.context, await signedIn(service, claimLinkId(rows[0]?.claim_token ?? ''))),
    true,
  )
})

test('a file that is not confirmed is made again with other links, and the ones before are unknown', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), people)
  const [first, second] = [rowsOf(await download(service, batch)), rowsOf(await download(service, batch))]
  assert.equal(await linkCount(service), 3)
  await confirm(service, batch)
  assert.equal(await standingOf(service, first[0]?.claim_url), 'unknown')
  assert.equal(await standingOf(service, second[0]?.claim_url), 'open')
})

test('a live file that was lost is made again for whoever has not claimed, and the old links point on', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), people)
  const old = rowsOf(await download(service, batch))
  await confirm(service, batch)
  await consent(service.context, await signedIn(service, claimLinkId(old[1]?.claim_token ?? '')))
  const again = rowsOf(await download(service, await getBatch(service.context, batch.id)))
  assert.deepEqual(
    again.map(row => [row.external_id, row.claim_amount]),
    [
      ['r-1', '10.50'],
      ['r-3', '7.00'],
    ],
  )
  assert.equal(await standingOf(service, again[0]?.claim_url), 'not-ready')
  const once = rowsOf(await download(service, await getBatch(service.context, batch.id)))
  const live = await confirm(service, batch)
  assert.deepEqual([live.delivered, live.leftOut, linksInFile(live)], [3, 1, once.length])
  assert.equal(await standingOf(service, old[0]?.claim_url), 'replaced')
  assert.equal(await standingOf(service, again[0]?.claim_url), 'replaced')
  assert.equal(await standingOf(service, once[0]?.claim_url), 'open')
  assert.equal(await standingOf(service, old[1]?.claim_url), 'claimed')
})

test('the same file twice makes nothing new, also while the first is not delivered, and another amount is a problem', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const first = await receive(service, campaign, people)
  const twin = await receive(service, campaign, people)
  assert.deepEqual([twin.state, twin.present], ['unneeded', 3])
  await download(service, first)
  await confirm(service, first)
  const later = await receive(service, campaign, `${people}New,r-4,5,\n`)
  assert.deepEqual([later.state, later.lines, later.present], ['issuing', 4, 3])
  assert.deepEqual(
    rowsOf(await download(service, later)).map(row => row.external_id),
    ['r-4'],
  )
  const changed = await receive(service, campaign, 'external_id,amount\nr-1,11\nr-9,1\n')
  assert.equal(changed.state, 'refused')
  assert.match(
    (await problemsOf(service, changed)).join(),
    /^line 2 external_id: has a link of another amount already/,
  )
})

test('two equal files that arrive at once make one set of links', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const both = await Promise.all([receive(service, campaign, people), receive(service, campaign, people)])
  await workOnBatches(service.context)
  const states = await Promise.all(both.map(async ({ id }) => (await getBatch(service.context, id)).state))
  assert.deepEqual(states.sort(), ['issuing', 'unneeded'])
})

test('an order by count is delivered, confirmed once, and only by whoever has its newest file', async t => {
  const service = await startCore(t)
  const batch = await orderLinks(service.context, await service.campaign(), 4_500, 'Ann')
  await assert.rejects(confirm(service, batch), /not downloaded to the end/)
  const rows = rowsOf(await download(service, batch))
  assert.equal(new Set(rows.map(row => row.claim_token)).size, 4_500)
  assert.ok(rows.every(row => /^[0-9A-Z]/.test(row.claim_token ?? '')))
  await download(service, batch)
  await assert.rejects(
    import('../../src/services/link-batch.ts').then(({ confirmBatch }) =>
      confirmBatch(service.context, batch, 1, 'Ann'),
    ),
    /only the newest one is good/,
  )
  assert.equal((await confirm(service, batch)).state, 'live')
  await assert.rejects(confirm(service, batch), /it is live/)
})

test('a withdrawn batch is worth nothing at once, and leaves nothing behind but what was claimed', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const [early, late] = [
    await receive(service, campaign, people),
    await orderLinks(service.context, campaign, 3, 'Ann'),
  ]
  await download(service, early)
  const rows = rowsOf(await download(service, late))
  await confirm(service, late)
  await consent(service.context, await signedIn(service, claimLinkId(rows[0]?.claim_token ?? '')))
  await withdrawBatch(service.context, early, 'Ann')
  await withdrawBatch(service.context, late, 'Ann')
  assert.equal(await standingOf(service, rows[1]?.claim_url), 'not-ready')
  await workOnBatches(service.context)
  assert.equal(await standingOf(service, rows[1]?.claim_url), 'revoked')
  assert.equal(await standingOf(service, rows[0]?.claim_url), 'claimed')
  assert.equal(await linkCount(service), 3)
  const staged = await service.database.query('select from link_row')
  assert.equal(staged.length, 0)
  const audited = await service.database.query<{ action: string }>(
    "select action from audit_entry where action like 'batch %' order by id",
  )
  assert.deepEqual(
    audited.map(({ action }) => action),
    [
      ...['batch order', 'batch order', 'batch deliver', 'batch deliver'],
      ...['batch confirm', 'batch withdraw', 'batch withdraw'],
    ],
  )
})

test('the lines of a batch are kept until 30 days after its campaign closed', async t => {
  const service = await startCore(t)
  const batch = await receive(service, await service.campaign(), people)
  await download(service, batch)
  await confirm(service, batch)
  const kept = async (days: number) => {
    await service.database.query(
      "update campaign set opens_at = '2020-01-01', closes_at = now() - make_interval(days => $1)",
      [days],
    )
    await forgetEnded(service.context)
    return (await service.database.query('select from link_row')).length
  }
  assert.deepEqual([await kept(29), await kept(31)], [3, 0])
})
