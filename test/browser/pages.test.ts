/**
 * Every page in every state, in a real Chromium: accessible (WCAG 2.2 AA) by day and by night, without JavaScript, valid
 * HTML, a policy without findings, light, no request to anybody else, good at 320 px, right to left and in longer words.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { listen } from '../../src/listener.ts'
import { locales } from '../../views/locale.ts'
import { launchBrowser } from '../helpers/browser.ts'
import {
  axeViolations,
  cspFindings,
  focusFindings,
  htmlFindings,
  ofColours,
  reflowsAt,
} from '../helpers/checkers.ts'
import { allPlaces, type Place } from '../helpers/pages.ts'
import { mark, pseudo } from '../helpers/pseudo.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

const maxPageBytes = 20 * 1024
const phone = { width: 360, height: 740 }

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const place of allPlaces) {
  test(`the page "${place.name}" is accessible, valid, light and closed to others`, async t => {
    const service = await startTestService(t, { locales: [...locales, pseudo] as never })
    const recipient = createRecipient()
    t.after(() => recipient.close())
    const url = await place.reach(service, recipient)
    await inBrowser(service, recipient.cookies.header(service.url), async page => {
      await checkEnglish(service, place, url, page)
      await checkPseudo(url, page)
    })
  })
}

test('the page of a service that is just starting is accessible, valid and looks again by itself', async t => {
  const server = await listen('127.0.0.1', 0)
  t.after(() => server.close())
  const page = await browser.newPage({ viewport: { width: 320, height: 740 } })
  const response = await page.goto(`http://localhost:${server.port}/c/anything`)
  assert.equal(response?.status(), 503)
  assert.equal(await response?.headerValue('refresh'), '2')
  assert.deepEqual(await htmlFindings((await response?.text()) ?? ''), [])
  assert.deepEqual(await axeViolations(page), [])
  await page.close()
})

async function checkEnglish(service: TestService, place: Place, url: string, page: Page): Promise<void> {
  const requests: string[] = []
  page.on('request', request => requests.push(new URL(request.url()).origin))
  const response = await page.goto(url)
  const html = (await response?.text()) ?? ''
  assert.deepEqual(
    [...new Set(requests)].filter(origin => origin !== 'null'),
    [service.url],
  )
  assert.deepEqual(await htmlFindings(html), [])
  assert.doesNotMatch(html, /<script|<noscript/, 'with JavaScript off it is the same page')
  assert.deepEqual(cspFindings((await response?.headerValue('content-security-policy')) ?? ''), [])
  assert.equal(await response?.headerValue('cache-control'), 'no-store')
  assert.deepEqual(await axeViolations(page), [])
  assert.deepEqual(await focusFindings(page), [])
  assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
  assert.match(
    (await page.locator('footer').textContent()) ?? '',
    /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/,
  )
  assert.equal(await page.locator('h1').count(), 1)
  const style = await fetch(
    new URL((await page.locator('link[rel=stylesheet]').getAttribute('href')) ?? '', url),
  )
  const bytes = Buffer.byteLength(html) + (await style.arrayBuffer()).byteLength
  assert.ok(bytes <= maxPageBytes, `${bytes} bytes`)
  await page.setViewportSize(phone)
  await screenshot(page, place.name)
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await axeViolations(page, ofColours), [])
}

async function checkPseudo(url: string, page: Page): Promise<void> {
  await page.setExtraHTTPHeaders({ 'accept-language': pseudo.tag })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(url)
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
  assert.ok(
    ((await page.locator('h1').textContent()) ?? '').startsWith(mark),
    'the heading comes from the message file',
  )
  // What another language and direction can break: how it is named, and what stands beside what.
  assert.deepEqual(await axeViolations(page, ['html-lang-valid', 'target-size']), [])
  assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
}

/** A page of a browser that has the recipient's session. */
async function inBrowser(
  { url }: TestService,
  cookie: string,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: phone })
  const [name, value] =
    cookie
      .split('; ')
      .find(pair => pair.startsWith('session='))
      ?.split(/=(.*)/s) ?? []
  if (name && value) await context.addCookies([{ name, value, url }])
  await work(await context.newPage())
  await context.close()
}

/** SCREENSHOTS=folder keeps a picture of every page, phone and desktop. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  await page.screenshot({ path: `${folder}/${name}-phone.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.screenshot({ path: `${folder}/${name}-desktop.png`, fullPage: true })
}
