// The pages for people in a real Chromium: accessible, valid, narrow enough, and without anybody else's help.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from '../helpers/browser.ts'
import { axeViolations, focusFindings, htmlFindings, ofColours, reflowsAt } from '../helpers/checkers.ts'
import { emulatorFor, load, send, setFaults, tokenOf } from './client.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const PAGES: Readonly<Record<string, string>> = {
  overview: '/_emulator?done=scenario',
  calls: '/_emulator/page/calls',
  'call-token': '/_emulator/page/calls/1',
  'call-right': '/_emulator/page/calls/2',
  'call-wrong-key': '/_emulator/page/calls/3',
  'call-lost': '/_emulator/page/calls/4',
  loads: '/_emulator/page/loads',
  faults: '/_emulator/page/faults',
  scenarios: '/_emulator/page/scenarios',
  worlds: '/_emulator/page/worlds',
  facts: '/_emulator/page/facts',
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`the page "${name}" is accessible, valid, fits a phone and loads nothing from anybody`, async t => {
    const { url } = await emulatorFor(t)
    await makeCalls(url)
    await inPage({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, async page => {
      const origins = originsOf(page)
      const response = await page.goto(url + path)
      assert.equal(response?.status(), 200)
      assert.deepEqual(await htmlFindings((await response?.text()) ?? ''), [])
      await keep(page, `emulator-${name}-phone`)
      assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
      assert.deepEqual([...origins], [url])
      assert.equal(await page.locator('h1').count(), 1)
    })
    await inPage({ viewport: { width: 1280, height: 800 } }, async page => {
      await page.goto(url + path)
      assert.deepEqual(await axeViolations(page), [])
      assert.deepEqual(await focusFindings(page), [])
      await keep(page, `emulator-${name}-light`)
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.goto(url + path)
      assert.deepEqual(await axeViolations(page, ofColours), [])
      assert.deepEqual(await focusFindings(page), [])
      await keep(page, `emulator-${name}-dark`)
    })
  })
}

test('a person adds a fault, sees it, ends it, and plays a scenario, with a keyboard and without scripts', async t => {
  const { url } = await emulatorFor(t)
  await inPage({ javaScriptEnabled: false }, async page => {
    await page.goto(`${url}/_emulator/page/faults`)
    await page.locator('select[name=fault]').selectOption('html-503')
    await page.getByLabel('How often').fill('2')
    await page.keyboard.press('Enter')
    await page.getByText('2 times more').waitFor()
    await page.getByRole('button', { name: 'End html-503 on LoadAmazonBalance' }).click()
    await page.getByText('None: every call gets its true answer.').waitFor()
    await page.getByRole('link', { name: 'Scenarios', exact: true }).click()
    await page.getByRole('button', { name: 'Play: Amazon loses an answer once' }).click()
    assert.equal(
      await page.getByRole('status').textContent(),
      'Amazon loses an answer once: The scenario is on.',
    )
    await page.getByRole('heading', { name: 'Amazon loses an answer once on', exact: true }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('once more').waitFor()
  })
})

test('on a desktop no column head, operation, account id or mark breaks inside a word', async t => {
  const { url } = await emulatorFor(t)
  for (const [path, parts] of [
    ['/_emulator', 'th, td code'],
    ['/_emulator/page/calls', 'th, td.name'],
    ['/_emulator/page/worlds', 'li .tag'],
  ] as const) {
    if (path.endsWith('calls')) await makeCalls(url)
    await inPage({ viewport: { width: 1280, height: 800 } }, async page => {
      await page.goto(url + path)
      // The boxes of its text: one for each line.
      const lines = await page.evaluate<
        number[]
      >(`[...document.querySelectorAll(${JSON.stringify(parts)})].map(part => {
        const range = document.createRange()
        range.selectNodeContents(part)
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
      })`)
      assert.deepEqual([...new Set(lines)], [1], path)
    })
  }
})

/** A token, a load, one signed with another secret, and one whose answer is lost. */
async function makeCalls(url: string): Promise<void> {
  await tokenOf(url, 'jane')
  await load(url)
  await load(url, {}, { secretAccessKey: 'wrong' })
  await setFaults(url, [
    { fault: 'apply-then-cut', count: 1 },
    { fault: 'delay', probability: 0.5 },
  ])
  await assert.rejects(load(url, { loadBalanceRequestId: 'Emul1LOST' }))
}

async function inPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options)
  try {
    await use(await context.newPage())
  } finally {
    await context.close()
  }
}

function originsOf(page: Page): Set<string> {
  const origins = new Set<string>()
  page.on('request', request => origins.add(new URL(request.url()).origin))
  return origins
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('the bare address that is printed at start leads to the overview', async t => {
  const { url } = await emulatorFor(t)
  const { status, headers } = await send(`${url}/`)
  assert.deepEqual([status, headers.location], [302, '/_emulator'])
})
