/** What a monitoring system reads: true figures, only for whoever has the token and is near, and no secret in any of it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { refreshKeys } from '../../src/services/access-key.ts'
import { showFunds } from '../../src/services/funds-watch.ts'
import { consented, jane } from '../helpers/consented.ts'
import { metricsToken, readMetrics, type Sample } from '../helpers/metrics.ts'
import { queries, selectorsIn } from '../helpers/monitoring.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { watchedCampaign } from '../helpers/watched.ts'

const options = { env: { METRICS_TOKEN: metricsToken } }

function figure(
  samples: readonly Sample[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const fits = (sample: Sample) =>
    sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
  return samples.find(fits)?.value
}

async function start(t: TestContext): Promise<TestService> {
  return await startTestService(t, options)
}

test('deposits, queue, holds, calls and requests are told as they are, and no token, account or path with them', async t => {
  const service = await start(t)
  const { campaign, links } = await watchedCampaign(service)
  const ann = await signedInStaff(t, service, 'viewer')
  await ann.get(`${service.url}/admin/campaigns/${campaign.id}/links`)
  await showFunds(service.context, 'default')
  await refreshKeys(service.context)
  await readMetrics(service)
  await consented(service)
  const { text, samples } = await readMetrics(service)
  const account = { partner_account: 'default' }
  const count = (state: string) => figure(samples, 'receive_deposits', { ...account, state }) ?? 0
  assert.deepEqual(['deposited', 'refused', 'review'].map(count), [1, 1, 1])
  assert.equal(count('pending') + count('sending'), 1, 'what came since is told some seconds later')
  assert.equal(figure(samples, 'receive_queue_deposits', account), count('pending'))
  const oldest = Number(figure(samples, 'receive_queue_oldest_seconds', account))
  assert.equal(oldest > 0, count('pending') > 0)
  assert.equal(figure(samples, 'receive_account_on_hold', { ...account, reason: 'funds' }), 1)
  assert.equal(figure(samples, 'receive_campaigns_on_hold', account), 0)
  assert.equal(figure(samples, 'receive_database_reachable'), 1)
  assert.ok(Number(figure(samples, 'receive_funds', { ...account, currency: 'USD' })) > 0)
  assert.equal(figure(samples, 'receive_funds_short', account), 0)
  assert.equal(figure(samples, 'receive_access_key_age_days', { ...account, key: 'VE01' }), 0)
  const answers = (outcome: string, reason: string) =>
    figure(samples, 'receive_load_answers_total', { ...account, outcome, reason })
  assert.equal(answers('deposited', 'SUCCESS'), 1)
  assert.equal(answers('refused', 'MaxAmountExceeded'), 1)
  assert.ok(Number(answers('ours', 'InsufficientFunds')) >= 1)
  const calls = { operation: 'LoadAmazonBalance', outcome: 'deposited' }
  assert.equal(figure(samples, 'receive_amazon_call_seconds_count', calls), 1)
  assert.ok(Number(figure(samples, 'receive_amazon_call_seconds_count', { operation: 'SignIn' })) >= 4)
  const served = (route: string) => figure(samples, 'receive_http_request_seconds_count', { route })
  assert.ok(Number(served('/c/:token')) >= 8)
  assert.equal(served('/admin/campaigns/:campaign/links/'), 1)
  for (const secret of [...Object.values(links).map(link => link.split('/').at(-1) ?? ''), jane, campaign.id])
    assert.ok(!text.includes(secret), `${secret} is in the metrics`)
  assertAnswerable(samples)
})

/** The labels that Prometheus gives every series of a target. */
const ofTarget = ['job', 'instance']

/** Every query of the dashboard and the alert rules names what there is. */
function assertAnswerable(samples: readonly Sample[]): void {
  assert.ok(queries().size > 25)
  for (const [where, expr] of queries()) {
    for (const { name, labels } of selectorsIn(expr)) {
      const known = samples.find(sample => sample.name === name)
      assert.ok(known, `${where}: there is no ${name}`)
      const missing = labels.filter(label => !(label in known.labels) && !ofTarget.includes(label))
      assert.deepEqual(missing, [], `${where}: ${name} has no such label`)
    }
  }
}

test('without the token it is refused, from far away and where no token is set it does not exist', async t => {
  const [service, without] = [await start(t), await startTestService(t)]
  const get = async (url: string, headers: Record<string, string>) =>
    (await fetch(`${url}/api/metrics`, { headers })).status
  const authorization = `Bearer ${metricsToken}`
  assert.equal(await get(service.url, { authorization }), 200)
  assert.equal(await get(service.url, { authorization, 'x-forwarded-for': '10.1.2.3' }), 200)
  assert.equal(await get(service.url, {}), 401)
  assert.equal(await get(service.url, { authorization: `${authorization}x` }), 401)
  assert.equal(await get(service.url, { authorization, 'x-forwarded-for': '203.0.113.7' }), 404)
  assert.equal(await get(service.url, { authorization, 'x-forwarded-for': '2001:db8::7' }), 404)
  assert.equal(await get(without.url, { authorization }), 404)
})

test('however often it is asked, the database is asked once; while it is away the rest is told', async t => {
  const service = await start(t)
  const { query } = service.database
  const asked: string[] = []
  service.database.query = async (text, values) => {
    if (text.includes('as "heldCampaigns"')) asked.push(text)
    if (asked.length > 0) throw new Error('the database is away')
    return await query(text, values)
  }
  const scrapes = await Promise.all([readMetrics(service), readMetrics(service), readMetrics(service)])
  assert.equal(asked.length, 1)
  for (const { samples } of scrapes) {
    assert.equal(figure(samples, 'receive_database_reachable'), 0)
    assert.equal(figure(samples, 'receive_queue_deposits'), undefined)
    assert.equal(figure(samples, 'receive_slots_per_second'), 10_000 / 1_040)
  }
  service.database.query = query
  assert.equal(figure((await readMetrics(service)).samples, 'receive_queue_deposits'), 0)
})

test('the log leads from a request to its deposit, and names nobody', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  await recipient.press(await recipient.signIn(link))
  const lines = service.log.filter(({ message }) => message === 'request' || message === 'answer recorded')
  const answer = lines.find(({ message }) => message === 'answer recorded')?.fields as { claimLinkId: string }
  const press = lines.find(({ fields }) => 'method' in fields && fields.method === 'POST')?.fields
  assert.partialDeepStrictEqual(press, {
    route: '/claim/:signIn',
    status: 303,
    claimLinkId: answer.claimLinkId,
  })
  assert.match(String((press as { reference: string }).reference), /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  const text = JSON.stringify(service.log)
  for (const secret of [jane, 'Jane', link.split('/').at(-1) ?? '', '127.0.0.1'])
    assert.ok(!text.includes(secret), secret)
})
