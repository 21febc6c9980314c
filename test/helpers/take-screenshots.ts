/** Draws docs/journey.png for the README: the four pages of a claim on a phone, side by side, as they really look. */
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { startTestService } from './service.ts'

const target = fileURLToPath(new URL('../../docs/journey.png', import.meta.url))

test('the journey is drawn', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign({ color: '#0b5cad' }))
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 })
  const page = await context.newPage()
  const shots: Buffer[] = []
  const shoot = async () => {
    await page.waitForLoadState('networkidle')
    shots.push(await page.screenshot())
  }
  await page.goto(link)
  await shoot()
  await page.getByRole('link', { name: 'Login with Amazon' }).click()
  await shoot()
  await page.locator('button[name=account][value=jane]').click()
  await shoot()
  await page.locator('form.action button').click()
  await page.waitForSelector('.good')
  await shoot()
  await join(browser, shots)
})

const captions = [
  'The claim link',
  'Amazon’s sign-in (here: the emulator)',
  'Check and confirm',
  'Where the money is',
]

async function join(browser: Browser, shots: readonly Buffer[]): Promise<void> {
  const page: Page = await browser.newPage({ viewport: { width: 1240, height: 100 }, deviceScaleFactor: 1 })
  const figures = shots.map(
    (shot, index) =>
      `<figure><img width="280" src="data:image/png;base64,${shot.toString('base64')}"><figcaption>${index + 1}. ${captions[index]}</figcaption></figure>`,
  )
  await page.setContent(
    `<style>body{margin:20px;display:flex;gap:26px;background:#fff;font:15px sans-serif}figure{margin:0}
     img{display:block;border:1px solid #c8ccd2;border-radius:18px}figcaption{margin-top:10px;text-align:center}</style>${figures.join('')}`,
  )
  await page.screenshot({ path: target, fullPage: true })
}
