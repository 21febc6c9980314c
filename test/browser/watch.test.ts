/**
 * The pages that the staff looks at all day, in a real Chromium: accessible by day and by night, valid, without requests to
 * others, good at 320 px, with and without scripts; the page about a campaign follows what happens without a reload.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown, withoutRefresh } from '../helpers/check-page.ts'
import { axeViolations } from '../helpers/checkers.ts'
import { requestsBeyond } from '../helpers/look.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'
import { fillHistory, idOf, type Watched, watchedCampaign } from '../helpers/watched.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const paths: Readonly<Record<string, (watched: Watched) => string>> = {
  watch: ({ campaign }) => `/admin/campaigns/${campaign.id}`,
  'watch-report-problem': ({ campaign }) =>
    `/admin/campaigns/${campaign.id}/report?format=csv&from=yesterday`,
  activity: () => '/admin/activity',
  'activity-problem': () => '/admin/activity?from=yesterday',
  find: () => '/admin/find',
  'link-deposited': ({ links }) => `/admin/links/${idOf(links.deposited)}`,
  'link-refused': ({ links }) => `/admin/links/${idOf(links.refused)}`,
  'link-review': ({ links }) => `/admin/links/${idOf(links.review)}`,
  'link-waiting': ({ links }) => `/admin/links/${idOf(links.waiting)}`,
  'link-unclaimed': ({ links }) => `/admin/links/${idOf(links.cancelled)}`,
  'link-revoked': ({ links }) => `/admin/links/${idOf(links.revoked)}`,
  'account-release': () => '/admin/accounts/default/release',
  'link-unknown': () => '/admin/links/NOTHING',
}

test('every page is accessible, valid, and closed to others', async t => {
  const service = await startTestService(t)
  const watched = await watchedCampaign(service)
  await signedIn(service, {}, async page => {
    const others = requestsBeyond(page, service)
    for (const [name, path] of Object.entries(paths)) await check(page, service.url + path(watched), name)
    await page.goto(`${service.url}/admin/find`)
    await page.getByLabel('Recipient reference').fill('no such thing')
    await page.getByRole('button', { name: 'Find it' }).click()
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    assert.deepEqual(await axeViolations(page), [])
    assert.deepEqual(others(), [])
  })
})

test('a decision is asked for once more where it lacks its evidence, and waits for a second person', async t => {
  const service = await startTestService(t)
  const { links } = await watchedCampaign(service)
  await signedIn(service, {}, async page => {
    await page.goto(`${service.url}/admin/links/${idOf(links.review)}`)
    const decide = async (how: string, evidence: string) => {
      await page.getByLabel('What became of it').selectOption({ label: how })
      await page.getByLabel('How you know').fill(evidence)
      await page.getByRole('button', { name: 'Decide' }).click()
    }
    await decide('Amazon has not deposited it, and never will', ' ')
    await page.locator('.field-problem').first().waitFor()
    await checkShown(page, 'link-review-problem')
    await decide('Amazon has not deposited it, and never will', 'The portal does not list it')
    await page.getByText('Somebody else must look').waitFor()
    await check(page, page.url(), 'link-review-second')
  })
})

test('a campaign of weeks is drawn by days, without scripts as well', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign({ budget: '9000.00' })
  await fillHistory(service, campaign, 40)
  await signedIn(service, { javaScriptEnabled: false }, async page => {
    await check(page, `${service.url}/admin/campaigns/${campaign.id}`, 'watch-weeks')
    assert.equal(
      await page
        .locator('.plot svg')
        .getAttribute('viewBox')
        .then(box => box?.split(' ')[2]),
      '41',
    )
  })
})

test('a link is pasted, and its story is one press away', async t => {
  const service = await startTestService(t)
  const { campaign, links } = await watchedCampaign(service)
  await signedIn(service, {}, async page => {
    await page.goto(`${service.url}/admin/campaigns/${campaign.id}`)
    await page.getByLabel('Recipient reference').fill(links.deposited)
    await page.getByRole('button', { name: 'Find it' }).click()
    await page.getByText('Where the $25.00 are: in the recipient’s Amazon balance').waitFor()
    assert.ok(!page.url().includes('/c/'))
    const logged = JSON.stringify(service.log)
    assert.ok(!logged.includes(links.deposited.split('/').at(-1) ?? ''))
  })
})

test('a claim appears by itself, and neither focus, nor what is open, nor what is written is lost', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const [first = '', second = ''] = await service.links(campaign, 2)
  await claim(first)
  await signedIn(service, {}, async page => {
    await page.goto(`${service.url}/admin/campaigns/${campaign.id}`)
    const loads: string[] = []
    page.on('framenavigated', frame => loads.push(frame.url()))
    await page.locator('#chart-table summary').click()
    await page.getByLabel('Recipient reference').fill('half written')
    await page.locator('#chart-table summary').focus()
    await page.evaluate('scrollTo(0, 300)')
    const before = await page.evaluate<number>('scrollY')
    await claim(second)
    await page.locator('#tiles').getByText('0 waiting').waitFor()
    await page.locator('#chart-table td').getByText('2', { exact: true }).first().waitFor()
    assert.equal(await page.evaluate('document.activeElement.id'), 'chart-table-summary')
    assert.ok((await page.locator('#chart-table').getAttribute('open')) !== null)
    assert.equal(await page.getByLabel('Recipient reference').inputValue(), 'half written')
    assert.equal(await page.evaluate('scrollY'), before)
    assert.deepEqual(loads, [])
  })
})

async function claim(link: string): Promise<void> {
  const recipient = createRecipient()
  await recipient.press(await recipient.signIn(link))
  await recipient.close()
}

/** A page of a browser in which an operator is signed in. */
async function signedIn(
  service: TestService,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  try {
    const page = await context.newPage()
    await page.goto(await staffLink(service, { role: 'operator' }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor()
    await work(page)
  } finally {
    await context.close()
  }
}

async function check(page: Page, url: string, name: string): Promise<void> {
  await page.route('**/admin/**', withoutRefresh)
  await page.goto(url)
  await checkPage(page, name)
}
