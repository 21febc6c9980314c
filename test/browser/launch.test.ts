/** The pages about operations in a real Chromium: accessible, valid, and good at 320 px. */
import { test } from 'node:test'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage } from '../helpers/check-page.ts'
import { startTestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

test('an operator walks from the overview to funds and to the launch, and says a word on a step', async t => {
  // A clock that is wrong, so that there is something to mend and to waive.
  const service = await startTestService(t, { clock: () => new Date(Date.now() + 3_600_000) })
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  await page.goto(await staffLink(service, { role: 'operator' }))
  await page.getByRole('button', { name: /Sign in/ }).click()
  await page.getByRole('link', { name: 'Operations' }).click()
  await checkPage(page, 'operations')
  await page.getByRole('link', { name: 'Funds' }).click()
  await checkPage(page, 'funds')
  await page.getByRole('link', { name: 'Operations' }).click()
  await page.getByRole('link', { name: 'Launch', exact: true }).click()
  await page.getByLabel('Reason to go without: Clock').fill('A machine for tests')
  await page.getByRole('button', { name: /^Waive .*Clock/ }).click()
  await page.getByText('A machine for tests').waitFor()
  // Tab would begin at the step that the address names.
  await page.goto(page.url().replace(/#.*/, ''))
  await checkPage(page, 'launch')
})
