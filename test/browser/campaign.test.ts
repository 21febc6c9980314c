/**
 * The pages of campaigns in a real Chromium: accessible by day and by night, valid, closed to others, good at 320 px, and a
 * newcomer's way from the staff link to a live campaign in few presses.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { createCampaign, getCampaign, listCampaigns, moveCampaign } from '../../src/services/campaign.ts'
import { keepLogo } from '../../src/services/logo.ts'
import { locales } from '../../views/locale.ts'
import { rowsOf } from '../helpers/batch.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown } from '../helpers/check-page.ts'
import { focusFindings } from '../helpers/checkers.ts'
import { requestsBeyond } from '../helpers/look.ts'
import { png } from '../helpers/pictures.ts'
import { pseudo } from '../helpers/pseudo.ts'
import { plainCampaign, startTestService, type TestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const desk = { width: 1280, height: 900 }

async function openPage(t: TestContext, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ viewport: desk, javaScriptEnabled, acceptDownloads: true })
  t.after(() => context.close())
  return await context.newPage()
}

/** A page of somebody who has pressed the button of the staff link. */
async function signedIn(t: TestContext, service: TestService): Promise<Page> {
  const page = await openPage(t)
  await page.goto(await staffLink(service, { name: 'Ann' }))
  await page.getByRole('button', { name: 'Sign in' }).click()
  return page
}

/** A draft whose pages have the most to show. */
async function fullDraft({ context }: TestService) {
  const logo = await keepLogo(context, png(320, 80))
  const input = { ...plainCampaign, logo, color: '#ffcc00', budget: '50.00', opens: '2098-01-01' }
  return await createCampaign(context, input, { by: 'Ann', state: 'draft' })
}

test('the pages before a launch are accessible, valid and closed to others', async t => {
  const service = await startTestService(t, {
    locales: [...locales, pseudo] as never,
    env: { NOTIFICATION_DETAILS: 'on' },
  })
  const page = await signedIn(t, service)
  const others = requestsBeyond(page, service)
  await checkPage(page, 'campaigns-empty')
  await page.goto(`${service.url}/admin/campaigns/new`)
  await checkPage(page, 'campaign-new')
  await page.getByLabel('Sender').fill('Acme Research')
  await page.getByLabel('Amount in USD').fill('25,00')
  await page.getByRole('button', { name: 'Save as a draft' }).click()
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getByLabel('Sender').inputValue(), 'Acme Research')
  assert.deepEqual(await focusFindings(page), [])
  await checkShown(page, 'campaign-new-mistakes')

  const campaign = await fullDraft(service)
  const path = `${service.url}/admin/campaigns/${campaign.id}`
  await page.goto(`${path}/launch`)
  await checkPage(page, 'campaign-launch-empty')
  await service.links(campaign, 3)
  for (const step of ['settings', 'launch', 'end', 'preview', 'preview?state=in-line&language=he']) {
    await page.goto(`${path}/${step}`)
    await checkPage(page, `campaign-${step.replace(/\W+/g, '-')}`)
  }
  await page.getByRole('button', { name: 'Make a rehearsal link' }).click()
  await page.getByLabel('Rehearsal link', { exact: true }).waitFor()
  await checkShown(page, 'campaign-rehearsal')
  assert.deepEqual(others(), [])
})

test('what was typed is shown after an ended session, and again after the next sign-in', async t => {
  const service = await startTestService(t)
  const page = await signedIn(t, service)
  await page.goto(`${service.url}/admin/campaigns/new`)
  await page.getByLabel('Sender').fill('Acme Research')
  await service.database.query('delete from staff_session')
  await page.getByRole('button', { name: 'Save as a draft' }).click()
  await page.getByText('what you typed is kept').waitFor()
  await checkShown(page, 'campaign-kept')
  const beside = await page.context().newPage()
  await beside.goto(await staffLink(service, { name: 'Ann' }))
  await beside.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('form button').first().click()
  await page.getByText('Acme Research').waitFor()
  await checkShown(page, 'campaign-kept-again')
  await page.locator('main form button').first().click()
  assert.equal(await page.getByLabel('Sender').inputValue(), 'Acme Research')
})

test('the pages of a campaign that runs, is paused or is over are accessible and valid', async t => {
  const service = await startTestService(t)
  const page = await signedIn(t, service)
  const campaign = await service.campaign({ message: 'Many thanks!' })
  const path = `${service.url}/admin/campaigns/${campaign.id}`
  await page.goto(`${path}/settings`)
  await checkPage(page, 'campaign-live-settings')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await checkPage(page, 'campaign-paused')
  await page.getByRole('link', { name: 'End', exact: true }).click()
  await page.getByRole('button', { name: 'End this campaign' }).click()
  await page.getByText('ended', { exact: true }).waitFor()
  await page.goto(`${path}/settings`)
  await checkPage(page, 'campaign-ended-settings')
  assert.equal((await getCampaign(service.context, campaign.id)).state, 'ended')
  await createCampaign(service.context, { ...plainCampaign, amount: null }, { by: 'Ann', state: 'draft' })
  await moveCampaign(service.context, (await service.campaign({ sender: 'Umbrella' })).id, 'pause', 'Ann')
  await service.campaign({ sender: 'Initech' })
  await service.database.query("update campaign set granted_minor = 250000 where sender_name = 'Initech'")
  await service.database.query("update partner_account set hold_reason = 'funds', held_since = now()")
  await service.database.query(
    "insert into campaign_problem (campaign_id, kind, count) select id, 'empty-token', 1 from campaign where sender_name = 'Initech'",
  )
  await page.goto(`${service.url}/admin/campaigns`)
  await page.getByText('needs somebody').waitFor()
  await checkPage(page, 'campaigns')
})

test('the colour is shown as recipients will read it, while it is being chosen', async t => {
  const service = await startTestService(t)
  const page = await signedIn(t, service)
  await page.goto(`${service.url}/admin/campaigns/new`)
  await page.locator('summary', { hasText: 'Look and words' }).click()
  const colours = async () => [
    await page.locator('.swatch rect').getAttribute('fill'),
    await page.locator('.swatch text').getAttribute('fill'),
  ]
  assert.deepEqual(await colours(), ['#1f4e79', '#ffffff'])
  await page.getByLabel('Colour', { exact: true }).fill('#ffcc00')
  assert.deepEqual(await colours(), ['#ffcc00', '#000000'])
})

for (const javaScriptEnabled of [true, false]) {
  test(`a newcomer with a list goes from the staff link to a live campaign and its snippet in few presses, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async t => {
    const service = await startTestService(t)
    const page = await openPage(t, javaScriptEnabled)
    const began = performance.now()
    let presses = 0
    const press = async (target: Locator) => {
      presses++
      await target.click()
    }
    await page.goto(await staffLink(service, { name: 'Newcomer' }))
    await press(page.getByRole('button', { name: 'Sign in' }))
    await press(page.getByRole('link', { name: 'Make your first campaign' }))
    await page.getByLabel('Sender').fill('Acme Research')
    await page.getByLabel('Where you answer questions').fill('help@acme.example')
    await page.getByLabel('Amount in USD').fill('25.00')
    await page.getByLabel('Budget in USD').fill('75.00')
    await press(page.getByRole('button', { name: 'Save as a draft' }))
    await page.getByLabel('Your list of recipients, as CSV').setInputFiles({
      ...{ name: 'people.csv', mimeType: 'text/csv' },
      buffer: Buffer.from('external_id\nr-1\nr-2\nr-3\n'),
    })
    await press(page.getByRole('button', { name: 'Upload and check' }))
    const download = page.waitForEvent('download')
    await press(page.getByRole('button', { name: 'Download the links' }))
    const [link = ''] = rowsOf(readFileSync(await (await download).path(), 'utf8')).map(row => row.claim_url)
    // The page looks again by itself after a download, where scripts run.
    if (!javaScriptEnabled) await press(page.getByRole('link', { name: 'go on' }))
    await press(page.getByRole('button', { name: 'make 3 links live' }))
    await press(page.getByRole('link', { name: 'Launch' }))
    await press(page.getByRole('button', { name: 'Launch: at most $75.00' }))
    await page.waitForURL(/\/embed$/)
    const texts = await page
      .locator('textarea')
      .evaluateAll(list => list.map(text => String(text.textContent)))
    const snippet = texts.find(text => text.includes('<a href=')) ?? ''
    const seconds = (performance.now() - began) / 1_000
    t.diagnostic(`${presses} presses, ${seconds.toFixed(1)} s without the time to read and type`)
    assert.match(snippet, /href=/)
    const [campaign] = await listCampaigns(service.context)
    assert.equal(campaign?.state, 'live')
    assert.match(await (await fetch(link ?? '')).text(), /\$25\.00 for your Amazon balance/)
    assert.ok(presses <= (javaScriptEnabled ? 8 : 9), `${presses} presses`)
  })
}
