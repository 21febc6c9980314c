/** The page about a campaign: its figures are those of the real claims, they add up, and many who look cost one reading. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCampaign, getCampaign } from '../../src/services/campaign.ts'
import { createProblemTally } from '../../src/services/campaign-problem.ts'
import { orderLinks } from '../../src/services/link-batch.ts'
import { createWatching, watchCampaign } from '../../src/services/watch.ts'
import { startCore } from '../helpers/consented.ts'
import { inReview } from '../helpers/review.ts'
import { plainCampaign, startTestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { idOf, watchedCampaign } from '../helpers/watched.ts'

test('every link is in one place, and the money adds up to the cent', async t => {
  const service = await startTestService(t)
  const { campaign, links } = await watchedCampaign(service)
  const { funnel, money, sources, refusals, reviews, bars, unit } = await watchCampaign(
    service.context,
    campaign.id,
  )
  assert.deepEqual(funnel, {
    issued: 8,
    machines: 5,
    browsers: 5,
    people: 5,
    signedIn: 4,
    claimed: 4,
    deposited: 1,
    waiting: 1,
    review: 1,
    refused: 1,
    revoked: 1,
    expired: 0,
    paused: 0,
    unclaimed: 3,
    issuing: 0,
  })
  assert.deepEqual(money, {
    budget: 15_000,
    granted: 7_500,
    spent: 2_500,
    waiting: 2_500,
    review: 2_500,
    successors: 0,
    reserved: 5_000,
    released: 2_500,
    left: 7_500,
    beyond: 0,
    addsUp: true,
  })
  assert.deepEqual(
    sources.map(({ source, medium, browsers, people }) => [source, medium, browsers, people]),
    [
      ['', '', 2, 2],
      ['mailchimp', 'email', 2, 2],
      ['qr', 'print', 1, 1],
    ],
  )
  assert.deepEqual(refusals, [{ reason: 'MaxAmountExceeded', count: 1 }])
  assert.deepEqual(reviews, [idOf(links.review)])
  assert.equal(unit, 'hour')
  assert.equal(
    bars.reduce((sum, { deposited, waiting, undone }) => sum + deposited + waiting + undone, 0),
    4,
  )
})

test('the page shows them in words, what is wrong, and what to do', async t => {
  const service = await startTestService(t)
  const { campaign } = await watchedCampaign(service)
  const ann = await signedInStaff(t, service, 'viewer')
  const page = await ann.get(`${service.url}/admin/campaigns/${campaign.id}`)
  const text = page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  assert.match(
    text,
    /\$25\.00 spent \+ \$50\.00 reserved \+ \$75\.00 left = \$150\.00\. It adds up, to the cent/,
  )
  assert.match(text, /on hold: Amazon says that the funds are used up/)
  assert.match(text, /1 refused \(MaxAmountExceeded\): The amount is more than Amazon takes/)
  assert.match(text, /1 in review: a person must find out/)
  assert.match(text, /Done in nobody knows/)
})

test('an order that nobody downloaded is the next step, and no sentence promises what the campaign’s state forbids', async t => {
  const service = await startTestService(t)
  const making = { by: 'Ann', state: 'draft' } as const
  const campaign = await createCampaign(service.context, plainCampaign, making)
  const { id } = await orderLinks(service.context, campaign, 3, 'Ann')
  const ann = await signedInStaff(t, service)
  const path = `${service.url}/admin/campaigns/${campaign.id}`
  const watched = async (state: string) => {
    await service.database.query('update campaign set state = $1', [state])
    return (await ann.get(path)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }
  const draft = await watched('draft')
  assert.equal(draft.match(new RegExp(`Download and confirm batch ${id}`, 'g'))?.length, 2)
  assert.match(draft, /their file was not downloaded\. Nobody can claim them before/)
  assert.match(draft, /Nothing waits\. Links can be claimed once the campaign is launched\./)
  assert.match(draft, /Left It can be claimed once the campaign is launched\./)
  assert.match(
    (await ann.get(`${path}/links`)).text,
    new RegExp(`class="button primary" href="[^"]+/batches/${id}">Download and confirm`),
  )
  const paused = await watched('paused')
  assert.match(paused, /The campaign is paused: nobody can claim\./)
  assert.match(paused, /Links can be claimed once the campaign is resumed\./)
  assert.match(await watched('live'), /whoever claims now is served at once.*Can still be claimed/s)
  const ended = await watched('ended')
  assert.match(ended, /Links cannot be claimed any more: the campaign is over\./)
  assert.doesNotMatch(ended, /Download and confirm|is paused/)
  assert.doesNotMatch((await ann.get(`${path}/links`)).text, /Add links/)
  const over = await getCampaign(service.context, campaign.id)
  await assert.rejects(orderLinks(service.context, over, 1, 'Ann'), /campaign: it has ended/)
})

test('the list of campaigns marks what needs somebody, and nothing of one that is over', async t => {
  const service = await startTestService(t)
  const ann = await signedInStaff(t, service)
  const [well, broken, ordered] = [
    await service.campaign({ sender: 'Well' }),
    await service.campaign({ sender: 'Broken' }),
    await service.campaign({ sender: 'Ordered' }),
  ]
  await orderLinks(service.context, ordered, 3, 'Ann')
  const tally = createProblemTally(service.context)
  tally.note(broken.id, 'empty-token')
  await tally.write()
  const marks = async () => {
    const { text } = await ann.get(`${service.url}/admin/campaigns`)
    const items = text.split('<li>').filter(item => item.includes('href="/admin/campaigns/'))
    const said = (item: string) => item.match(/account on hold|needs somebody/g) ?? []
    return [well, broken, ordered].map(({ id }) => said(items.find(item => item.includes(id)) ?? ''))
  }
  assert.deepEqual(await marks(), [[], ['needs somebody'], ['needs somebody']])
  await service.database.query("update partner_account set hold_reason = 'funds', held_since = now()")
  await service.database.query("update campaign set state = 'ended' where id <> $1", [well.id])
  assert.deepEqual(await marks(), [['account on hold'], [], []])
})

test('the page looks again by itself, by a header where no script runs, not for ever, and not at all for whoever stops it', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const ann = await signedInStaff(t, service)
  const path = `${service.url}/admin/campaigns/${id}`
  assert.equal((await ann.get(path)).headers.refresh, `5; url=/admin/campaigns/${id}?looks=1`)
  assert.equal((await ann.get(`${path}?looks=41`)).headers.refresh, `5; url=/admin/campaigns/${id}?looks=42`)
  const last = await ann.get(`${path}?looks=360`)
  assert.equal(last.headers.refresh, undefined)
  assert.match(last.text, /no longer looks again by itself/)
  const stop = /id="stop" href="([^"]+)"/.exec((await ann.get(path)).text)?.[1] ?? ''
  assert.equal((await ann.get(service.url + stop)).headers.refresh, undefined)
  const cookie = `${ann.cookies.header(service.url)}; scripts=on`
  const scripted = await (await fetch(path, { headers: { cookie } })).headers
  assert.equal(scripted.get('refresh'), null)
})

test('a hundred who look at the same time cost one reading, and the next one is seconds away', async t => {
  const service = await startCore(t)
  const { id } = await service.campaign()
  let now = 0
  let statements = 0
  const query: typeof service.database.query = (text, values) => {
    if (text.includes('"readAt"')) statements++
    return service.database.query(text, values)
  }
  const database = { ...service.database, query }
  const watching = createWatching({ ...service.context, database, elapsedMs: () => now })
  const look = () => Promise.all(Array.from({ length: 100 }, () => watching.read(id)))
  await look()
  now = 2_999
  await look()
  assert.equal(statements, 1)
  now = 3_000
  await look()
  assert.equal(statements, 2)
  await assert.rejects(watching.read('NOTHING'), /there is none/)
})

test('an amount that a claim did not take from the budget is told', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  await service.database.query('update campaign set granted_minor = granted_minor - 1')
  const [row] = await service.database.query<{ campaign_id: string }>(
    'select campaign_id from deposit where claim_link_id = $1',
    [id],
  )
  const { money } = await watchCampaign(service.context, row?.campaign_id ?? '')
  assert.equal(money.addsUp, false)
})
