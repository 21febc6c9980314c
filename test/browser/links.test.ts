/**
 * Links in a real Chromium, as a marketer uses them: a list goes up, is checked, its links come down and go live; and
 * every page on the way is accessible, valid, closed to others and good at 320 px.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { orderFile } from '../../src/services/link-batch.ts'
import { rowsOf } from '../helpers/batch.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown } from '../helpers/check-page.ts'
import { startTestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

let browser: Browser
let folder: string
before(async () => {
  browser = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'links-test-'))
})
after(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

for (const javaScriptEnabled of [true, false]) {
  test(`a list becomes live links, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async t => {
    const service = await startTestService(t)
    const { id } = await service.campaign()
    const context = await browser.newContext({ javaScriptEnabled, acceptDownloads: true })
    t.after(() => context.close())
    const page = await context.newPage()
    const see = (name: string) => (javaScriptEnabled ? checkPage(page, name) : Promise.resolve())
    const file = join(folder, 'people.csv')
    await page.goto(await staffLink(service))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.goto(`${service.url}/admin/campaigns/${id}/links`)
    await see('links-empty')
    await page.getByRole('link', { name: 'Add links' }).click()
    await see('links-order')

    writeFileSync(file, 'external_id,amount\nr-1,25.00\nr-2,"1,000.00"\nr-1,5\n,7\n')
    await page.getByLabel('Your list of recipients, as CSV').setInputFiles(file)
    await page.getByRole('button', { name: 'Upload and check' }).click()
    await page.getByText('The file has 3 problems, so nothing was made').waitFor()
    await see('links-refused')

    writeFileSync(
      file,
      `external_id,amount,city\n${Array.from({ length: 60 }, (_, row) => `r-${row},25.00,Bonn`).join('\n')}\n`,
    )
    await page.getByRole('link', { name: 'upload it once more' }).click()
    await page.getByLabel('Your list of recipients, as CSV').setInputFiles(file)
    await page.getByRole('button', { name: 'Upload and check' }).click()
    await page.getByText('60 links can be issued').waitFor()
    await see('links-ready')
    await page.getByLabel('I will open it in Excel').check()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the links' }).click()
    const saved = join(folder, 'links.csv')
    await (await downloading).saveAs(saved)
    const text = readFileSync(saved, 'utf8')
    assert.ok(text.startsWith('\uFEFFexternal_id,amount,city,claim_url,'))
    assert.equal(rowsOf(text).length, 60)
    if (javaScriptEnabled) await page.getByRole('button', { name: 'make 60 links live' }).waitFor()
    else await page.getByRole('link', { name: 'go on' }).click()
    await see('links-downloaded')
    await page.getByRole('button', { name: 'make 60 links live' }).click()
    await page.getByText('60 links can be claimed').waitFor()
    await see('links-live')

    await page.getByRole('link', { name: 'All links and batches' }).click()
    const [first] = rowsOf(text)
    await page.getByLabel('External id or reference').fill(first?.external_id ?? '')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByLabel(`Select ${first?.claim_reference}`).check()
    await page.getByRole('button', { name: 'Revoke selected …' }).click()
    if (javaScriptEnabled) await checkShown(page, 'links-sure')
    await page.getByRole('button', { name: 'Revoke this link' }).click()
    await page.getByText('One link was changed.').waitFor()
    await see('links-list')
    await page.getByRole('link', { name: 'Older links' }).click()
    assert.equal(await page.getByRole('checkbox').count(), 10)
  })
}

test('a page tells how far an upload is, and looks again by itself', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const { id } = await orderFile(service.context, campaign, 'people.csv', 'Ann')
  await service.database.query('update link_batch set lines = 400000 where id = $1', [id])
  const page = await browser.newPage({ javaScriptEnabled: false })
  t.after(() => page.close())
  await page.goto(await staffLink(service))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.goto(`${service.url}/admin/campaigns/${campaign.id}/links/batches/${id}`)
  await page.getByText('400,000 lines so far').waitFor()
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/links-arriving.png`, fullPage: true })
  await service.database.query('update link_batch set lines = 500000 where id = $1', [id])
  await page.getByText('500,000 lines so far').waitFor()
})
