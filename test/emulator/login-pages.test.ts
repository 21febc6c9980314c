/** Every page of the emulated Amazon that a recipient meets, walked in a real Chromium without JavaScript. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core'
import { launchBrowser } from '../helpers/browser.ts'
import { axeViolations, focusFindings, htmlFindings, ofColours, reflowsAt } from '../helpers/checkers.ts'
import { authorizeUrl, codeOf, emulatorFor, load } from './client.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const PHONE = { width: 360, height: 740 }
const SCOPE_DATA = JSON.stringify({ postal_code: { essential: false } })
const PERSONAL = { scope: 'profile postal_code', scope_data: SCOPE_DATA }

type Reach = (page: Page, url: string) => Promise<unknown>

const PLACES: Readonly<Record<string, Reach>> = {
  'sign-in': (page, url) => page.goto(authorizeUrl(`${url}/eu`)),
  registration: async (page, url) => {
    await page.goto(authorizeUrl(url, PERSONAL))
    await page.locator('button[value=newcomer]').click()
  },
  consent: async (page, url) => {
    await page.goto(authorizeUrl(url, PERSONAL))
    await page.locator('button[value=maria]').click()
  },
  'consent-without-data': async (page, url) => {
    await page.goto(authorizeUrl(url, { scope: 'profile' }))
    await page.locator('button[value=noname]').click()
  },
  'bad-request': (page, url) => page.goto(authorizeUrl(url, { redirect_uri: 'https://example.com/<b>' })),
  account: async (page, url) => {
    for (const account of ['jane', 'markup']) await codeOf(url, account, { scope: 'profile postal_code' })
    await page.goto(`${url}/gp/css/homepage.html`)
  },
  'account-without-access': (page, url) => page.goto(`${url}/gp/css/homepage.html`),
  balance: async (page, url) => {
    await load(url)
    await page.goto(`${url}/gc/balance`)
  },
}

for (const [name, reach] of Object.entries(PLACES)) {
  test(`the page "${name}" is accessible in light and dark, valid and fits a phone`, async t => {
    const { url } = await emulatorFor(t)
    await visit(reach, url, { javaScriptEnabled: false, viewport: PHONE }, async (page, markup) => {
      assert.deepEqual(await axeViolations(page), [])
      assert.deepEqual(await htmlFindings(markup), [])
      assert.equal(await page.locator('h1').count(), 1)
      assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
      await screenshot(page, name)
    })
    await visit(reach, url, { colorScheme: 'dark', viewport: PHONE }, async page => {
      assert.deepEqual(await axeViolations(page, ofColours), [])
    })
  })
}

test('a newcomer walks from account to consent by keyboard and unticks what is voluntary', async t => {
  const { url } = await emulatorFor(t)
  const page = await browser.newPage({ viewport: PHONE })
  t.after(() => page.close())
  await page.goto(authorizeUrl(url, { ...PERSONAL, redirect_uri: `${url}/back` }))
  await page.locator('button[value=newcomer]').press('Enter')
  await page.getByRole('button', { name: 'Create your Amazon account' }).press('Enter')
  assert.deepEqual(await focusFindings(page), [])
  await page.getByRole('checkbox', { name: /Primary address/ }).press('Space')
  await page.getByRole('button', { name: 'Allow' }).press('Enter')
  await page.waitForURL(`${url}/back?**`)
  assert.equal(new URL(page.url()).searchParams.get('scope'), 'profile')
})

async function visit(
  reach: Reach,
  url: string,
  options: BrowserContextOptions,
  look: (page: Page, markup: string) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const documents: Response[] = []
  page.on('response', response => documents.push(response))
  await reach(page, url)
  await page.waitForLoadState()
  await look(page, (await documents.at(-1)?.text()) ?? '')
  await context.close()
}

/** SCREENSHOTS=folder keeps a picture of every page, phone and desktop. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  await page.setViewportSize(PHONE)
  await page.screenshot({ path: `${folder}/amazon-${name}-phone.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.screenshot({ path: `${folder}/amazon-${name}-desktop.png`, fullPage: true })
}
