/**
 * The QA pages in a real Chromium: accessible, valid, without scripts or requests to others, good at 320 px, and a
 * preview of the recipient's page that really works although no page of ours may be framed.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { issueEntrance } from '../../src/services/qa-pass.ts'
import { real } from '../config/environment.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, withoutRefresh } from '../helpers/check-page.ts'
import { requestsBeyond } from '../helpers/look.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** Makes a claim link for the scenario; the page is then the link's. */
async function make(page: Page, { url }: TestService, code: string): Promise<void> {
  await page.goto(`${url}/qa`)
  await page.getByRole('button', { name: `Make a claim link for ${code}` }).click()
  await page.locator('iframe').waitFor()
}

/** Claims the link from its preview, as Jane; the tab that it opened is closed again. */
async function claim(page: Page): Promise<string> {
  const opened = page.context().waitForEvent('page')
  await page.frameLocator('iframe').getByRole('link', { name: 'Login with Amazon' }).click()
  const recipient = await opened
  await recipient.locator('button[name=account][value=jane]').click()
  await recipient.locator('form.action button').click()
  await recipient.locator('h1', { hasNotText: 'Deposit $25.00 now?' }).waitFor()
  const title = (await recipient.locator('h1').textContent()) ?? ''
  await recipient.close()
  return title
}

const places: Readonly<Record<string, (page: Page, service: TestService) => Promise<unknown>>> = {
  'qa-empty': (page, { url }) => page.goto(`${url}/qa`),
  'qa-fresh': (page, service) => make(page, service, 'F2017'),
  'qa-deposited': async (page, service) => {
    await make(page, service, 'F0000')
    assert.equal(await claim(page), '$25.00 deposited')
    await page.reload()
  },
  'qa-held': async (page, service) => {
    await make(page, service, 'F3001')
    assert.equal(await claim(page), 'We have your claim')
    await page.reload()
  },
  'qa-overview': async (page, service) => {
    await make(page, service, 'F3003')
    await claim(page)
    await make(page, service, 'F2000')
    await page.goto(`${service.url}/qa`)
  },
  'qa-other-browser': async (page, service) => {
    await make(page, service, 'F5000')
    await page.context().clearCookies()
    await page.reload()
  },
  'qa-notice': async (page, service) => {
    await page.goto(`${service.url}/qa`)
    await page.getByLabel('Amount in USD').fill('-1')
    await page.getByRole('button', { name: 'Make a claim link for F0000' }).click()
    await page.getByRole('alert').waitFor()
  },
}

for (const [name, reach] of Object.entries(places)) {
  test(`the page "${name}" is accessible, valid and closed to others`, async t => {
    const service = await startTestService(t)
    await inBrowser({ viewport: { width: 1280, height: 900 } }, async page => {
      const others = requestsBeyond(page, service)
      await reach(page, service)
      await page.route('**/qa/links/*', withoutRefresh)
      await checkPage(page, name, [])
      assert.deepEqual(others(), [])
    })
  })
}

test('the door of the sandbox and its refusal are accessible and valid', async t => {
  const service = await startTestService(t, { env: real('sandbox') })
  const link = (await issueEntrance(service.context)).replace('https://rewards.example', service.url)
  await inBrowser({ extraHTTPHeaders: { 'x-forwarded-proto': 'https' } }, async page => {
    await page.goto(link)
    await checkPage(page, 'qa-door', [])
    await page.getByRole('button', { name: 'Open the QA page' }).click()
    await page.locator('#amount').waitFor()
    await page.goto(link)
    await checkPage(page, 'qa-no-pass', [])
  })
})

const previewColour =
  "getComputedStyle(document.querySelector('iframe').contentDocument.querySelector('.brand')).backgroundColor"

for (const javaScriptEnabled of [true, false]) {
  test(`the preview looks as the recipient's page and opens it in a tab of its own, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async t => {
    const service = await startTestService(t)
    await inBrowser({ javaScriptEnabled }, async page => {
      const problems: string[] = []
      page.on('console', message => problems.push(message.text()))
      page.on('requestfailed', request => problems.push(request.url()))
      await make(page, service, 'F2004')
      const preview = page.frameLocator('iframe')
      await preview.locator('.brand').waitFor()
      const colour = await page.evaluate<string>(previewColour)
      assert.equal(colour, 'rgb(31, 78, 121)', 'the sender’s colour and the stylesheet are let in')
      assert.equal(await claim(page), 'Amazon did not accept this deposit')
      await preview.getByRole('heading', { name: 'Amazon did not accept this deposit' }).waitFor()
      assert.deepEqual(problems, [])
      assert.equal(await page.locator('.state').textContent(), 'refused')
    })
  })
}

test('nothing that protects the recipient’s page is looser for the preview', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const responses = await Promise.all([link, `${service.url}/qa`].map(url => fetch(url)))
  const [own, qa] = responses.map(({ headers }) => [
    headers.get('x-frame-options'),
    headers.get('cross-origin-resource-policy'),
    headers.get('content-security-policy')?.replace(/nonce-[^']+/, 'nonce'),
  ])
  assert.deepEqual(qa, own)
  assert.deepEqual(own?.slice(0, 2), ['DENY', 'same-origin'])
  assert.match(own?.[2] ?? '', /default-src 'none';.*frame-ancestors 'none'/)
})

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await browser.newContext(options)
  await work(await context.newPage())
  await context.close()
}
