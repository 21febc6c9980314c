/** The watch over the funds: who asks how often, what is kept, what is said, and what a launch is refused for. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { dryRun, launchCampaign } from '../../src/services/campaign-launch.ts'
import { accountOf } from '../../src/services/context.ts'
import { askFunds } from '../../src/services/funds.ts'
import { freshFunds, knownFunds, showFunds, watchFunds } from '../../src/services/funds-watch.ts'
import { availableFunds } from '../../src/services/partner-account.ts'
import * as stored from '../../src/storage/funds.ts'
import { register } from '../../src/storage/partner-account.ts'
import { consented } from '../helpers/consented.ts'
import { eventually } from '../helpers/program.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'

const asked = async ({ emulator }: TestService) =>
  (await (await fetch(`${emulator.url}/_emulator/calls`)).text()).split('GetAvailableFunds').length - 1

/** What a minute would do. */
const passMinute = ({ database }: TestService) =>
  database.query("update funds_watch set asked_at = asked_at - interval '1 minute'")

test('however many look, Amazon is asked once a minute, and readings are thinned to one an hour', async t => {
  const service = await startTestService(t, { serve: false })
  const { context, database } = service
  await Promise.all([watchFunds(context), showFunds(context, 'default'), watchFunds(context)])
  assert.equal(await asked(service), 1)
  await passMinute(service)
  await showFunds(context, 'default')
  assert.equal(await asked(service), 2)
  assert.equal(await freshFunds(context, 'default'), (await knownFunds(context, 'default')).fundsMinor)
  const { fundsMinor, readAt, short } = await knownFunds(context, 'default')
  assert.ok(fundsMinor !== null && fundsMinor > 0 && readAt && !short)
  await database.query(`insert into funds_reading (partner_account, at, funds_minor)
    select 'default', date_trunc('hour', now()) - make_interval(hours => 30, mins => minute), 1
    from generate_series(1, 59) minute
    union all select 'default', now() - interval '91 days', 1`)
  await database.query(
    "update funds_reading set at = at - interval '11 minutes' where at > now() - interval '1 hour'",
  )
  assert.equal(await freshFunds(context, 'default'), null, 'a figure of eleven minutes ago is no news')
  await stored.record(database, 'default', 5)
  const [kept] = await database.query<{ old: number; all: number }>(
    `select count(*) filter (where at < now() - interval '1 day')::int as old, count(*)::int as all from funds_reading`,
  )
  assert.deepEqual(kept, { old: 1, all: 4 })
})

test('whoever asks, Amazon hears one question a second of a partner id, and other partner ids do not wait', async t => {
  const { context, database, emulator } = await startTestService(t, { serve: false })
  const own = accountOf(context, 'default')
  await register(database, { ...own, name: 'alike' })
  await register(database, { ...own, name: 'other', partnerId: 'Other' })
  const asking = Promise.all([
    availableFunds(context, 'default'),
    showFunds(context, 'default'),
    context.inFundsSlot(own, mayLeave => context.incentives.tryKey(own, own.incentives, mayLeave)),
  ])
  await eventually(async () => ((await stored.takeSlot(database, 'alike')) ?? 0) > 4_000)
  assert.equal(await stored.takeSlot(database, 'other'), 0)
  await asking
  const lines = (await (await fetch(`${emulator.url}/_emulator/calls`)).text()).trim().split('\n')
  const times = lines.map(line => Date.parse(JSON.parse(line).at))
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  assert.ok(gaps.length === 2 && gaps.every(ms => ms >= 1_000), `${gaps}`)
  await database.query("update partner_account set next_funds_at = now() + interval '2 hours'")
  assert.equal(await stored.takeSlot(database, 'alike'), 0, 'the clock was set back')
})

test('the watch goes on where the clock was set back since it last asked', async t => {
  const service = await startTestService(t, { serve: false })
  await watchFunds(service.context)
  await service.database.query("update funds_watch set asked_at = asked_at + interval '1 day'")
  await Promise.all([watchFunds(service.context), watchFunds(service.context)])
  assert.equal(await asked(service), 2)
})

test('funds that end too early are said once a day in the log and at once on the page, with how to pay in', async t => {
  const service = await startTestService(t, { env: { FUNDS_MATCHING_ID: 'PM-4711', FUNDS_PAYMENT: 'ach' } })
  const { context, database } = service
  const id = await consented(service)
  await database.query(
    `update deposit set state = 'deposited', attempts = 1, first_sent_at = now(),
       decided_at = now() - interval '2 days' where claim_link_id = $1`,
    [id],
  )
  await watchFunds(context)
  const { burnMinor } = await knownFunds(context, 'default')
  assert.equal(burnMinor, 1250, '25.00 in two days')
  const body = JSON.stringify({ currency: 'USD', amount: 30 })
  assert.ok((await fetch(`${service.emulator.url}/_emulator/funds`, { method: 'PUT', body })).ok)
  for (const _ of [1, 2]) {
    await passMinute(service)
    await watchFunds(context)
  }
  const words = service.log.filter(({ message }) => message.includes('funds of a partner account end'))
  assert.deepEqual(
    words.map(({ fields }) => (fields as { daysLeft: number }).daysLeft),
    [2],
  )
  const viewer = await signedInStaff(t, service, 'viewer')
  const page = (await viewer.get(`${service.url}/admin/funds`)).text.replace(/<[^>]+>/g, ' ')
  for (const part of [
    /\$30\.00/,
    /\$12\.50 a day/,
    /funds last about 2 days/,
    /New API Emul1/,
    /matching id PM-4711/,
  ])
    assert.match(page, part)
})

test('in the sandbox the funds are said to be unknown, and neither warn nor refuse', async t => {
  const sandbox = { FUNDS_REQUIRED: 'yes' }
  const service = await startTestService(t, { serve: false, env: sandbox })
  const { context } = service
  const account = context.accounts.get('default')
  assert.ok(account)
  const accounts = new Map([['default', { ...account, amazonEnv: 'sandbox' as const }]])
  const there = { ...context, accounts }
  const { fundsMinor, short } = await showFunds(there, 'default')
  assert.deepEqual([fundsMinor, short, await asked(service)], [null, false, 0])
  const { id } = await service.campaign({ budget: '900000000' })
  await service.database.query("update campaign set state = 'draft'")
  await service.links(await service.campaign(), 1)
  assert.equal((await launchCampaign(there, id, { by: 'Ann', agreed: null })).state, 'live')
})

test('where the settings want it, no campaign is launched that the funds do not cover', async t => {
  const tries: ReadonlyArray<readonly [Record<string, string>, boolean]> = [
    [{ FUNDS_REQUIRED: 'yes' }, true],
    [{ FUNDS_REQUIRED: 'yes', FUNDS_PAYMENT: 'postpay' }, false],
    [{}, false],
  ]
  for (const [env, refuses] of tries) await tryLaunch(t, env, refuses)
})

async function tryLaunch(t: TestContext, env: Record<string, string>, refuses: boolean): Promise<void> {
  const service = await startTestService(t, { serve: false, env })
  const { context, database } = service
  const funds = (await askFunds(context, 'default')) ?? 0
  const campaign = await service.campaign({ amount: String(funds / 100), budget: String(funds / 50) })
  await service.links(campaign, 2)
  await database.query("update campaign set state = 'draft'")
  const { problems, gapMinor } = await dryRun(context, campaign.id)
  const gap = problems.find(({ kind }) => kind === 'funds-gap')
  const launch = launchCampaign(context, campaign.id, { by: 'Ann', agreed: null })
  if (env.FUNDS_PAYMENT === 'postpay') assert.deepEqual([gapMinor, gap], [null, undefined])
  else assert.deepEqual(gap, { kind: 'funds-gap', gapMinor: funds, refuses })
  if (refuses) await assert.rejects(launch, /are missing at Amazon, and FUNDS_REQUIRED allows no launch/)
  else assert.equal((await launch).state, 'live')
}
