/** The page of a claim that waits, as the service serves it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { holdCampaign } from '../../src/services/hold.ts'
import { fillLane } from '../helpers/backlog.ts'
import { eventually } from '../helpers/program.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { setFaults, startTestService, type TestService } from '../helpers/service.ts'

type Shown = { readonly text: string; readonly refresh: number }

/** The page once it says so; the queue is read once a second. */
async function pageSaying({ url }: TestService, token: string | undefined, words: RegExp): Promise<Shown> {
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${url}/c/${token}`)
    const text = await response.text()
    if (words.test(text)) return { text, refresh: Number(response.headers.get('refresh')) }
    await setTimeout(50)
  }
  throw new Error(`the page never said ${words}`)
}

test('a claim in a long line reads its place, the time left, and comes back in about a tenth of it', async t => {
  const service = await startTestService(t)
  const tokens = await fillLane(service.context, await service.campaign(), { count: 1_500, overMs: 60_000 })
  const { text, refresh } = await pageSaying(service, tokens[1_299], /before yours/)
  const [, minutes, seconds = 0, before = ''] =
    /About (\d) minutes(?:, (\d+) seconds)? left; ([\d,]+) claims are before yours\./.exec(text) ?? []
  const place = Number(before.replace(',', ''))
  assert.ok(place > 1_200 && place <= 1_299, text)
  assert.ok(Math.abs(Number(minutes) * 60 + Number(seconds) - place * 0.104) <= 5, text)
  assert.ok(refresh >= 9 && refresh <= 17, String(refresh))
})

test('on hold the page promises no time, and looks again once a minute', async t => {
  const service = await startTestService(t)
  await service.database.query(
    "update partner_account set hold_reason = 'operator', held_since = now(), send_after = 'infinity'",
  )
  const tokens = await fillLane(service.context, await service.campaign(), { count: 50, overMs: 60_000 })
  const { text, refresh } = await pageSaying(service, tokens[40], /Deposits are paused just now/)
  assert.match(text, /nothing left for you to do/)
  assert.doesNotMatch(text, /About|before yours/)
  assert.ok(refresh >= 45 && refresh <= 75, String(refresh))
  await service.database.query(
    'update partner_account set hold_reason = null, held_since = null, send_after = now()',
  )
  await pageSaying(service, tokens[40], /before yours|deposited/)
})

test('the very first page after a consent to a campaign on hold says that deposits are paused', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  await holdCampaign(service.context, campaign.id, { by: 'Ann', reason: 'wrong texts' })
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const { text } = await recipient.press(await recipient.signIn(link))
  assert.match(text, /Deposits are paused just now/)
  assert.doesNotMatch(text, /Yours is next/)
})

test('a claim that was sent and waits to be sent again has neither place nor time', async t => {
  const service = await startTestService(t)
  await setFaults(service, [{ fault: 'html-503' }])
  const [token] = await fillLane(service.context, await service.campaign(), { count: 1, overMs: 0 })
  const postpone = `update deposit set next_attempt_at = now() + interval '15 minutes'
    where state = 'pending' and attempts > 0 returning claim_link_id`
  await eventually(async () => (await service.database.query(postpone)).length === 1)
  const { text, refresh } = await pageSaying(service, token, /Amazon has not confirmed it yet/)
  assert.doesNotMatch(text, /About|before yours|being sent/)
  assert.ok(refresh >= 4 && refresh <= 75, String(refresh))
})
