/**
 * The pages of campaigns in a real Chromium: accessible by day and by night, valid, closed to others, good at 320 px, and a
 * newcomer's way from the staff link to a live campaign in few presses.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createCampaign } from '../../src/services/campaign.ts'
import { pseudo } from '../helpers/pseudo.ts'
import { locales } from '../../views/locale.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { axeViolations, cspFindings, focusFindings, htmlFindings, reflowsAt } from '../helpers/checkers.ts'
import { png } from '../helpers/pictures.ts'
import { plainCampaign, startTestService, type TestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const desk = { width: 1280, height: 900 }

/** A page of somebody who has pressed the button of the staff link. */
async function signedIn(service: TestService, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ viewport: desk, javaScriptEnabled })
  const page = await context.newPage()
  await page.goto(await staffLink(service, { name: 'Ann' }))
  await page.getByRole('button', { name: 'Sign in' }).click()
  return page
}

async function draft({ context }: TestService): Promise<string> {
  const { id } = await createCampaign(context, plainCampaign, { by: 'Ann', state: 'draft' })
  return `/admin/campaigns/${id}`
}

test('the pages of a draft are accessible, valid and closed to others', async t => {
  const service = await startTestService(t, { locales: [...locales, pseudo] as never })
  const page = await signedIn(service)
  const others = requestsBeyond(page, service)
  await check(page, 'campaigns-empty')
  await page.goto(`${service.url}/admin/campaigns/new`)
  await check(page, 'campaign-new')
  const path = service.url + (await draft(service))
  await page.goto(`${path}/settings`)
  await check(page, 'campaign-settings')
  await page.goto(`${path}/launch`)
  await check(page, 'campaign-launch-empty')
  await page.goto(`${path}/end`)
  await check(page, 'campaign-discard')
  await page.goto(`${path}/preview`)
  await check(page, 'campaign-preview')
  await page.goto(`${path}/preview?state=in-line&language=he`)
  await check(page, 'campaign-preview-hebrew')
  assert.deepEqual(others(), [])
})

async function check(page: Page, name: string): Promise<void> {
  const response = await page.reload()
  assert.deepEqual(await htmlFindings((await response?.text()) ?? ''), [])
  const policy = (await response?.headerValue('content-security-policy')) ?? ''
  // Uploaded files leave this origin as pictures alone, which no browser runs; the test of logos holds them to it.
  assert.deepEqual(
    cspFindings(policy).filter(finding => !finding.startsWith("MEDIUM_MAYBE script-src 'self'")),
    [],
  )
  await looks(page, name)
}

/** Everything that can be seen of a page that must not be asked for again. */
async function looks(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desk)
  assert.deepEqual(await axeViolations(page), [])
  // The checker counts the controls of one document, and Tab walks through the preview's as well.
  if ((await page.locator('iframe').count()) === 0) assert.deepEqual(await focusFindings(page), [])
  await screenshot(page, `${name}-desktop`)
  assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
  await page.setViewportSize({ width: 360, height: 740 })
  await screenshot(page, `${name}-phone`)
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await axeViolations(page), [])
  await screenshot(page, `${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desk)
}

/** Origins that the page asks beside the service. */
function requestsBeyond(page: Page, { url }: TestService): () => string[] {
  const origins = new Set<string>()
  page.on('request', request => origins.add(new URL(request.url()).origin))
  return () => [...origins].filter(origin => origin !== url && origin !== 'null')
}

/** SCREENSHOTS=folder keeps a picture of every page. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
