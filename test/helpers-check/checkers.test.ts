// The checkers against planted faults: a checker that finds nothing proves nothing.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../helpers/browser.ts'
import {
  axeViolations,
  cspFindings,
  focusFindings,
  htmlFindings,
  pageWeight,
  reflowsAt,
} from '../helpers/checkers.ts'

const GOOD = '<main><h1>Gift</h1><a href="/next">Next</a> <label>Name <input></label></main>'
const PAGES: Record<string, string> = {
  '/good': GOOD,
  '/pale': `${GOOD}<p class="pale">pale</p>`,
  '/pale-without-scripts': `${GOOD}<noscript><p class="pale">pale</p></noscript>`,
  '/wide': `${GOOD}<div style="width: 700px">wide</div>`,
  '/focus': `${GOOD}<button style="outline: none">unseen</button><a href="/" tabindex="-1">unreached</a>`,
}

const server = createServer((req, res) => {
  if (req.url === '/style.css') return res.setHeader('content-type', 'text/css').end('.pale { color: #ccc }')
  const head = '<title>Gift</title><link rel="stylesheet" href="/style.css">'
  const page = `<!doctype html><html lang="en"><head>${head}</head><body>${PAGES[req.url ?? '']}</body></html>`
  return res.setHeader('content-type', 'text/html').end(page)
})
let origin: string
let browser: Browser

before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
})

after(async () => {
  await browser?.close()
  server.close().closeAllConnections()
})

async function open(path: string, { javaScriptEnabled = true } = {}): Promise<Page> {
  const page = await browser.newPage({ javaScriptEnabled })
  await page.goto(origin + path)
  return page
}

test('the browser reaches no host but localhost', async () => {
  const page = await browser.newPage()
  await assert.rejects(page.goto('http://www.amazon.com/'), /ERR_NAME_NOT_RESOLVED/)
  await assert.rejects(page.goto('http://192.0.2.1/', { timeout: 5000 }), /ERR_NAME_NOT_RESOLVED/)
})

for (const javaScriptEnabled of [true, false]) {
  test(`axe finds planted faults and nothing else with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    assert.deepEqual(await axeViolations(await open('/good', { javaScriptEnabled })), [])
    assert.match(
      (await axeViolations(await open('/pale', { javaScriptEnabled }))).join(),
      /color-contrast p:/,
    )
  })
}

test('axe checks what only the reader without JavaScript sees', async () => {
  assert.deepEqual(await axeViolations(await open('/pale-without-scripts')), [])
  const page = await open('/pale-without-scripts', { javaScriptEnabled: false })
  assert.match((await axeViolations(page)).join(), /color-contrast p:/)
})

test('a page wider than the window does not reflow', async () => {
  assert.equal(await reflowsAt(await open('/good'), 320), true)
  assert.equal(await reflowsAt(await open('/wide'), 320), false)
})

for (const javaScriptEnabled of [true, false]) {
  test(`unseen and unreached controls are named with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    assert.deepEqual(await focusFindings(await open('/good', { javaScriptEnabled })), [])
    const findings = await focusFindings(await open('/focus', { javaScriptEnabled }))
    assert.equal(findings.length, 2)
    assert.match(findings.join(), /focus not visible: <button.*not reached by Tab: <a href="\/"/)
  })
}

test('the weight of a page counts its style sheet and headers', async () => {
  const bytes = await pageWeight(await browser.newPage(), `${origin}/good`)
  assert.ok(bytes > 400 && bytes < 1000, `${bytes} bytes`)
})

test('invalid HTML is named by rule, valid HTML passes', async () => {
  const document = (body: string) =>
    `<!doctype html><html lang="en"><head><title>x</title></head><body>${body}</body></html>`
  assert.deepEqual(await htmlFindings(document('<p>text</p>')), [])
  assert.match(
    (await htmlFindings(document('<p><div>text</div></p>'))).join(),
    /element-permitted-content|close-order/,
  )
})

test('a policy with unsafe-inline is flagged, a strict one is not', () => {
  assert.deepEqual(
    cspFindings("default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'"),
    [],
  )
  assert.match(
    cspFindings("script-src 'unsafe-inline'; object-src 'none'").join(),
    /HIGH script-src 'unsafe-inline'/,
  )
})
