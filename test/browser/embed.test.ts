/**
 * What goes into mails and onto paper, in a real Chromium: the pages of the embed kit, the button of every snippet with
 * images off and in the dark, codes that a decoder reads off the screen, cards on paper, and the page "Is this real?".
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Campaign } from '../../src/domain/campaign.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { mailSystemNames } from '../../views/embed/mail-systems.ts'
import { mailSnippet } from '../../views/embed/snippet.ts'
import { locales } from '../../views/locale.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage } from '../helpers/check-page.ts'
import { axeViolations, htmlFindings, ofColours, reflowsAt } from '../helpers/checkers.ts'
import { requestsBeyond, screenshot } from '../helpers/look.ts'
import { decodeQr } from '../helpers/qr.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { staffLink } from '../helpers/staff.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

async function signIn(page: Page, service: TestService): Promise<void> {
  await page.goto(await staffLink(service))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Campaigns' }).waitFor()
}

test('the embed kit is accessible, valid and asks nobody else, for every place', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign({ color: '#0b5cad' })
  await inBrowser({ viewport: { width: 1280, height: 900 } }, async page => {
    const others = requestsBeyond(page, service)
    await signIn(page, service)
    for (const name of [...mailSystemNames, 'web']) {
      const response = await page.goto(`${service.url}/admin/campaigns/${id}/embed?for=${name}`)
      if (name === 'mailchimp' || name === 'web') await checkPage(page, `embed-${name}`)
      // The others differ in words alone.
      else {
        assert.deepEqual(await htmlFindings((await response?.text()) ?? ''), [], name)
        assert.deepEqual(await axeViolations(page), [], name)
      }
      const button = page.frameLocator('iframe').getByRole('link', { name: 'Claim your $25.00' })
      await looksLikeButton(button)
    }
    assert.deepEqual(others(), [])
  })
})

test('one click copies a snippet', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  await inBrowser({ permissions: ['clipboard-read', 'clipboard-write'] }, async page => {
    await signIn(page, service)
    await page.goto(`${service.url}/admin/campaigns/${id}/embed`)
    await page.getByRole('button', { name: 'Copy The button, as HTML' }).click()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    assert.equal(copied, await page.getByLabel('The button, as HTML').inputValue())
    assert.match(copied, /^<table role="presentation"/)
  })
})

test('the code of a link opens that link, on the screen and as files, and a card has it with its address', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign({ color: '#7a1f5c' })
  const [link = ''] = await service.links(campaign)
  await inBrowser({ viewport: { width: 1280, height: 900 }, acceptDownloads: true }, async page => {
    await signIn(page, service)
    await page.goto(`${service.url}/admin/campaigns/${campaign.id}/embed/qr`)
    await checkPage(page, 'qr-empty')
    await page.getByLabel('Claim link').fill(`${link}?utm_source=x`)
    await page.getByRole('button', { name: 'Show the code' }).click()
    const shown = page.getByRole('img', { name: 'QR code of the link' })
    assert.equal(await decoded(shown), `${link}?utm_medium=qr`)
    await screenshot(page, 'qr-shown')
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.equal(await decoded(shown), `${link}?utm_medium=qr`, 'dark on light in the dark too')
    assert.deepEqual(await axeViolations(page, ofColours), [])
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('button', { name: 'Card to print' }).click()
    await cardsAreGood(page, campaign, link)
  })
})

async function cardsAreGood(page: Page, { senderName }: Campaign, link: string): Promise<void> {
  const card = page.locator('article')
  await card.getByText(senderName).first().waitFor()
  assert.equal(
    await decoded(card.getByRole('img', { name: 'QR code of the claim link' })),
    `${link}?utm_medium=print`,
  )
  assert.ok((await card.innerText()).includes(link.replace('http://', '')))
  assert.deepEqual(await axeViolations(page), [])
  assert.ok(await reflowsAt(page, 320), 'no sideways scrolling at 320 px')
  await screenshot(page, 'card-single-phone')
  assert.equal(await printedPages(page, 'card-single'), 1)
}

test('a list becomes sheets of eight cards, each with its own code, on as many pages of paper', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign({
    sender: 'A Sender With Quite A Long Name, Research & Partners Ltd.',
  })
  const links = await service.links(campaign, 9)
  const csv = ['claim_url', ...links].join('\n')
  await inBrowser({ viewport: { width: 1280, height: 900 } }, async page => {
    await signIn(page, service)
    await page.goto(`${service.url}/admin/campaigns/${campaign.id}/embed/qr`)
    await page.getByLabel('What to make').selectOption({ label: 'Cards to print, eight to a page' })
    const file = { name: 'links.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
    await page.getByLabel('Delivered file').setInputFiles(file)
    await page.getByRole('button', { name: 'Upload and make' }).click()
    await page.getByRole('heading', { name: '9 cards for' }).waitFor()
    assert.deepEqual(await axeViolations(page), [])
    await screenshot(page, 'cards-desktop')
    assert.equal(await printedPages(page, 'cards'), 2)
    const codes = await page.getByRole('img', { name: 'QR code of the claim link' }).all()
    const read = []
    for (const code of codes) read.push(await decoded(code))
    assert.deepEqual(
      read,
      links.map(link => `${link}?utm_medium=print`),
      'as they are printed',
    )
  })
})

/** Prints on A4 and counts the pages; what is laid out then stays on the page. */
async function printedPages(page: Page, name: string): Promise<number> {
  // 192 mm of paper between the margins, at 96 pixels an inch.
  await page.setViewportSize({ width: 726, height: 1050 })
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const overflowing = await page.evaluate<number>(
    "[...document.querySelectorAll('.card')].filter(card => card.scrollHeight > card.clientHeight + 1).length",
  )
  await screenshot(page, `${name}-paper`)
  assert.equal(overflowing, 0, 'all words of a card are on it')
  const folder = process.env.SCREENSHOTS
  const pdf = await page.pdf({ format: 'A4', ...(folder && { path: `${folder}/${name}.pdf` }) })
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
}

const senderColors = ['#0b5cad', '#ffd54a', '#1a1d21', '#ffffff']

test('in a mail the button is whole with images off and in the dark, whatever the sender’s colour', async () => {
  await inBrowser({ viewport: { width: 600, height: 500 } }, async page => {
    await page.route('**/*', route => route.abort())
    const buttons = senderColors.map(color => mailSnippet(locales[0], { ...offer, color }, 'mailchimp').html)
    await page.setContent(
      `<meta name="color-scheme" content="light dark"><body style="margin:16px;background:Canvas;color:CanvasText">${buttons.join('')}</body>`,
    )
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const button of await page.getByRole('link', { name: 'Claim your $25.00' }).all())
        await looksLikeButton(button)
      assert.deepEqual(await contrastFindings(page), [])
      await screenshot(page, `mail-${colorScheme}`)
    }
  })
})

const offer = {
  campaignId: '7KQ2M9XA0B',
  money: { amountMinor: 2_500, currency: 'USD' },
  publicUrl: 'https://rewards.example',
  realUrl: 'https://rewards.example/o/7KQ2M9XA0B',
}

/** A snippet is no document, so of all the rules that of contrast counts. */
async function contrastFindings(page: Page): Promise<string[]> {
  return await axeViolations(page, ['color-contrast'])
}

test('“Is this real?” is accessible, valid, small and without a script', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const { claimUrl } = await issueRehearsal(service.context, campaign, 'Ann')
  await inBrowser({ viewport: { width: 1280, height: 900 } }, async page => {
    await page.goto(claimUrl)
    await page.getByRole('link', { name: 'Is this real?' }).click()
    await page.getByRole('heading', { name: 'How to check the address' }).waitFor()
    await checkPage(page, 'real', [])
    assert.equal(await page.locator('script').count(), 0)
    await page.goto(`${service.url}/c/{{claim_token}}?utm_campaign=${campaign.id}`)
    await checkPage(page, 'incomplete', [])
  })
})

/** WCAG 2.5.5: at least 44 px high, its own colour behind it, and words on it that can be read. */
async function looksLikeButton(button: Locator): Promise<void> {
  const box = await button.boundingBox()
  assert.ok(box && box.height >= 44 && box.width >= 120, JSON.stringify(box))
}

/** What a phone's camera would read off this part of the page. */
async function decoded(part: Locator): Promise<string | undefined> {
  return decodeQr(await part.screenshot())
}

async function inBrowser(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await browser.newContext(options)
  await work(await context.newPage())
  await context.close()
}
