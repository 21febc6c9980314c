/** Visits are counted in memory and written by one statement: none is lost to a database that is away, and none counts twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { createVisits } from '../../src/services/visits.ts'
import * as visits from '../../src/storage/visit.ts'
import { startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

const nowhere = { source: '', medium: '' }
const mail = { source: 'mailchimp', medium: 'email' }

const idOf = (url: string) => claimLinkId(url.split('/').at(-1) ?? '')

async function sources({ database }: TestService): Promise<object[]> {
  return await database.query(
    `select source, medium, machines, browsers, people, signed_in as "signedIn" from campaign_visit
     order by campaign_id, source, medium`,
  )
}

test('a link counts once in its campaign however often it is opened, and each visit counts in the link', async t => {
  const service = await startCore(t)
  const [first = '', second = ''] = (await service.links(await service.campaign(), 2)).map(idOf)
  const counting = createVisits(service.context)
  for (let times = 0; times < 3; times++) {
    counting.opened(first, 'machine', mail)
    counting.opened(first, 'browser', mail)
    await counting.flush()
  }
  counting.opened(second, 'browser', nowhere)
  counting.returned(first, 'cancelled')
  counting.returned(first, 'signed-in')
  await counting.flush()
  await counting.flush()
  assert.deepEqual(await sources(service), [
    { source: '', medium: '', machines: 0, browsers: 1, people: 0, signedIn: 0 },
    { ...mail, machines: 1, browsers: 1, people: 1, signedIn: 1 },
  ])
  const found = await visits.find(service.database, first)
  assert.deepEqual([found?.machines, found?.browsers, found?.people, found?.signedIn], [3, 3, 2, 1])
  assert.ok(found?.firstMachineAt && found.firstPersonAt && found.firstMachineAt < found.firstPersonAt)
})

test('what cannot be written is kept and added to what comes meanwhile', async t => {
  const service = await startCore(t)
  const [link = '', other = ''] = (await service.links(await service.campaign(), 2)).map(idOf)
  let away = true
  const query: typeof service.database.query = async (text, values) => {
    if (away) throw new Error('away')
    return await service.database.query(text, values)
  }
  const counting = createVisits({ database: { ...service.database, query } })
  counting.opened(link, 'browser', mail)
  const flushed = counting.flush()
  counting.opened(link, 'browser', nowhere)
  counting.opened(other, 'machine', nowhere)
  await assert.rejects(flushed, /away/)
  away = false
  await counting.flush()
  assert.equal((await visits.find(service.database, link))?.browsers, 2)
  assert.equal((await visits.find(service.database, link))?.source, 'mailchimp')
  assert.equal((await visits.find(service.database, other))?.machines, 1)
})

test('processes that count the same links at the same time lose nothing and do not wait for each other for ever', async t => {
  const service = await startCore(t)
  const ids = (await service.links(await service.campaign(), 300)).map(idOf)
  const processes = Array.from({ length: 6 }, () => createVisits(service.context))
  for (let round = 0; round < 5; round++) {
    for (const [index, counting] of processes.entries())
      for (const id of index % 2 === 0 ? ids : ids.toReversed()) counting.opened(id, 'browser', nowhere)
    await Promise.all(processes.map(counting => counting.flush()))
  }
  const [sum] = await service.database.query('select sum(browsers)::int as sum from visit')
  assert.deepEqual(sum, { sum: 300 * 6 * 5 })
  assert.deepEqual(await sources(service), [
    { ...nowhere, machines: 0, browsers: 300, people: 0, signedIn: 0 },
  ])
})

test('a rehearsal and a link that is gone count nowhere, and do not keep the others from it', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const rehearsal = await issueRehearsal(service.context, campaign, 'Ann')
  const [link = ''] = (await service.links(campaign)).map(idOf)
  const counting = createVisits(service.context)
  for (const id of [rehearsal.id, 'NEVER', link]) counting.opened(id, 'machine', nowhere)
  await counting.flush()
  assert.deepEqual(await service.database.query('select claim_link_id as id, machines from visit'), [
    { id: link, machines: 1 },
  ])
})
