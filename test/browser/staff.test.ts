/**
 * The pages of the staff in a real Chromium: accessible, valid, good at 320 px and in the dark, without requests to
 * others; and the ways in and out as somebody walks them who has never seen a terminal.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { moveCampaign } from '../../src/services/campaign.ts'
import { holdAccount } from '../../src/services/hold.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown } from '../helpers/check-page.ts'
import { startOpenidProvider } from '../helpers/openid-provider.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const desk = { viewport: { width: 1280, height: 900 } }

test('an operator lets somebody in, changes their role and lets them go', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service, { name: null, role: 'operator' })
  await inBrowser(desk, async (page, others) => {
    await page.goto(link)
    await checkPage(page, 'staff-entrance')
    await page.getByLabel('Your name').fill('Ann')
    await press(page, 'Sign in')
    await page.getByRole('link', { name: 'Staff' }).click()
    await page.getByLabel('Name (optional)').fill('Ben')
    await press(page, 'Make a sign-in link')
    const invited = page.getByLabel('Sign-in link', { exact: true })
    await checkShown(page, 'staff-invited')
    const benLink = new URL(await invited.inputValue()).pathname
    await inBrowser({}, async ben => {
      await ben.goto(service.url + benLink)
      await press(ben, 'Sign in')
      await ben.getByText('Ben, marketer').waitFor()
      await ben.goto(`${service.url}/admin/staff`)
      await checkPage(ben, 'staff-forbidden')
      await page.getByRole('link', { name: 'Back to the staff' }).click()
      await page.getByLabel('Role of Ben').selectOption('viewer')
      await press(page, 'Change the role of Ben')
      await checkPage(page, 'staff-members')
      await page.getByRole('link', { name: 'Remove Ben' }).click()
      await checkPage(page, 'staff-remove')
      await press(page, 'Remove Ben')
      await page.getByRole('heading', { name: 'Invite somebody' }).waitFor()
      await ben.reload()
      await checkPage(ben, 'staff-signed-out')
    })
    await page.goto(link)
    await checkPage(page, 'staff-spent-link')
    assert.deepEqual(others(), [service.url])
  })
})

test('what was wrong with an invitation is said at its field', async t => {
  const service = await startTestService(t)
  await inBrowser(desk, async page => {
    await enter(page, service, 'operator')
    await page.goto(`${service.url}/admin/staff`)
    await page.getByLabel('Name (optional)').fill('command line')
    await press(page, 'Make a sign-in link')
    await page.getByRole('link', { name: /The service itself is called so/ }).click()
    assert.equal(await page.evaluate('document.activeElement.id'), 'name')
    await checkShown(page, 'staff-problem')
  })
})

test('the audit is read, filtered and paged', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  await moveCampaign(service.context, id, 'pause', 'Ann')
  await holdAccount(service.context, 'default', {
    by: 'Eve',
    reason: 'Amazon asked us to wait until Monday.',
  })
  await service.database.query(
    `insert into audit_entry (actor, action, subject, detail)
     select 'Ben', 'campaign resume', $1, '{"state": {"before": "paused", "after": "live"}}' from generate_series(1, 49)`,
    [id],
  )
  await inBrowser(desk, async page => {
    await enter(page, service, 'viewer')
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('link', { name: 'Older' }).click()
    await checkPage(page, 'audit')
    await page.getByText('Show only some').click()
    await page.getByLabel('Person').fill('Ann')
    await page.getByLabel('To which campaign, link or member').fill(id)
    await press(page, 'Show')
    await page.getByText('Ann paused the campaign Acme Research').waitFor()
    assert.equal(await page.locator('.entries > li').count(), 1)
    await checkPage(page, 'audit-filtered')
    await page.getByLabel('To which campaign, link or member').fill('nobody knows this')
    await press(page, 'Show')
    await page.getByRole('alert').waitFor()
    await checkPage(page, 'audit-problem')
  })
})

test('somebody signs in at their organisation, and every refusal on the way has a page', async t => {
  const provider = await startOpenidProvider(t)
  const service = await startTestService(t, { env: provider.env('groups:ops=operator') })
  await inBrowser(desk, async page => {
    const signIn = () => page.getByRole('link', { name: 'Sign in with your organisation' }).click()
    await page.goto(`${service.url}/admin`)
    await checkPage(page, 'provider-signed-out')
    provider.lie = 'away'
    await signIn()
    await page.getByRole('heading', { name: 'The sign-in provider does not answer' }).waitFor()
    await checkShown(page, 'provider-away')
    provider.lie = null
    await signIn()
    await page.getByRole('heading', { name: 'You have no role here' }).waitFor()
    await checkShown(page, 'provider-no-role')
    provider.error = 'access_denied'
    await signIn()
    await page.getByRole('heading', { name: 'You stopped the sign-in' }).waitFor()
    await checkShown(page, 'provider-cancelled')
    await page.reload()
    await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor()
    await checkShown(page, 'provider-over')
    provider.error = null
    provider.person = { sub: 'ann-1', name: 'Ann Example', groups: ['ops'] }
    await signIn()
    await page.getByText('Ann Example, operator').waitFor()
    await page.goto(`${service.url}/admin/staff`)
    await checkPage(page, 'provider-members')
    await press(page, 'Sign out')
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor()
  })
})

async function enter(page: Page, service: TestService, role: 'viewer' | 'operator'): Promise<void> {
  await page.goto(await staffLink(service, { role, name: 'Olga' }))
  await press(page, 'Sign in')
  await page.getByText(`Olga, ${role}`).waitFor()
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click()
}

/** `others` are the origins that were asked. */
async function inBrowser(
  options: BrowserContextOptions,
  work: (page: Page, others: () => string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const origins = new Set<string>()
  page.on('request', request => origins.add(new URL(request.url()).origin))
  await work(page, () => [...origins].filter(origin => origin !== 'null'))
  await context.close()
}
