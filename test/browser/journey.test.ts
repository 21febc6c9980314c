/** The recipient's journey in a real Chromium, with JavaScript on and off. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../helpers/browser.ts'
import { axeViolations, htmlFindings } from '../helpers/checkers.ts'
import { ledgerOf, startTestService } from '../helpers/service.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const javaScriptEnabled of [true, false]) {
  test(`three presses lead from the link to "deposited", JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async t => {
    const service = await startTestService(t)
    const [link = ''] = await service.links(await service.campaign())
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', message => problems.push(message.text()))
    page.on('requestfailed', request => problems.push(request.url()))

    await page.goto(link)
    await page.getByRole('link', { name: 'Login with Amazon' }).click()
    await page.locator('button[name=account][value=jane]').click()
    await page.getByRole('button', { name: 'Deposit $25.00' }).click()
    await page.waitForSelector('h1')

    assert.equal(await page.locator('h1').textContent(), '$25.00 deposited')
    assert.deepEqual(problems, [])
    const ledger = await ledgerOf(service)
    assert.deepEqual(
      ledger.map(({ amount, currency, timesRequested }) => ({ amount, currency, timesRequested })),
      [{ amount: 25, currency: 'USD', timesRequested: 1 }],
    )
    await context.close()
  })
}

for (const javaScriptEnabled of [true, false]) {
  test(`with initials, then "Wrong account?": both pages are accessible, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async t => {
    const service = await startTestService(t, { env: { LWA_SCOPE: 'profile' } })
    const [link = ''] = await service.links(await service.campaign({ color: '#ffcc00' }))
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    await page.goto(link)
    await page.getByRole('link', { name: 'Login with Amazon' }).click()
    await page.locator('button[name=account][value=maria]').click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForSelector('.kicker')
    assert.match((await page.locator('.kicker').textContent()) ?? '', /as M… 山…$/)
    assert.deepEqual(await axeViolations(page), [])

    await page.getByRole('button', { name: 'Wrong account?' }).click()
    await page.waitForSelector('ol')
    assert.equal(await page.locator('h1').textContent(), 'Use another Amazon account')
    assert.deepEqual(await axeViolations(page), [])
    assert.deepEqual(await htmlFindings(await page.content()), [])
    await page.goBack()
    assert.equal(await page.locator('h1').textContent(), 'This sign-in is over')
    await context.close()
  })
}
