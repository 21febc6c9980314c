/**
 * Ten kinds of visitors that are no recipients, let loose on every link of a campaign: from one that only asks for the
 * head of the page to a real Chromium that follows every link, sends every form and posts to every address it can guess.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { Agent, request } from 'undici'
import { browsers, type Machine, machines } from '../helpers/visitors.ts'

/** Opens one claim link as its kind does. */
export type Visitor = (link: string) => Promise<void>

const named = (name: string): Machine => {
  const machine = machines[name]
  if (machine) return machine
  throw new Error(`there is no machine "${name}"`)
}

/** Those that fetch; `close` ends their connections. */
export function fetchers(): { readonly visitors: Readonly<Record<string, Visitor>>; close(): Promise<void> } {
  const dispatcher = new Agent()
  const ask = async (url: string, { method, headers }: Machine): Promise<string> => {
    const answer = await request(url, { dispatcher, method, headers })
    return await answer.body.text()
  }
  const plain = (name: string) => async (link: string) => void (await ask(link, named(name)))
  return {
    visitors: {
      'HEAD as a browser': plain('A scanner that asks by HEAD'),
      'a search engine': plain('Googlebot'),
      'a browser that fetches ahead': plain('A prefetching browser'),
      Slackbot: plain('Slackbot'),
      facebookexternalhit: plain('facebookexternalhit'),
      'Safe Links': plain('Safe Links with the user agent of a browser'),
      Office: plain('Office that asks before it opens'),
      'a crawler that follows every link': async link => {
        const page = await ask(link, named('Python'))
        for (const href of hrefsIn(page, link)) await ask(href, named('Python'))
      },
    },
    close: () => dispatcher.close(),
  }
}

/** Addresses on our own host; a crawler that came to Amazon's page finds nobody signed in there. */
function hrefsIn(html: string, link: string): string[] {
  const hrefs = [...html.matchAll(/<a\b[^>]*href="([^"]+)"/g)].map(([, href = '']) => new URL(href, link))
  return hrefs.filter(({ origin }) => origin === new URL(link).origin).map(({ href }) => href)
}

/** Those that are a Chromium; the second has the user agent of anybody's. */
export function chromiums(browser: Browser): Readonly<Record<string, Visitor>> {
  return {
    'a headless Chromium': link => inContext(browser, {}, page => page.goto(link)),
    'a Chromium that clicks and sends everything': link =>
      inContext(browser, disguise, (page, context) => pressEverything(page, context, link)),
  }
}

/** All by which a Chromium that nobody sits at differs in what it says. */
const disguise = {
  userAgent: browsers['Chrome on a desk']?.['user-agent'] ?? '',
  extraHTTPHeaders: { 'sec-ch-ua': '"Chromium";v="142", "Google Chrome";v="142"' },
}

async function inContext(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<unknown>,
): Promise<void> {
  const context = await browser.newContext(options)
  try {
    await work(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** Each press in a tab of its own; what leads to Amazon ends there, because nobody is signed in. */
async function pressEverything(page: Page, context: BrowserContext, link: string): Promise<void> {
  await page.goto(link)
  const presses = await page.locator(pressable).count()
  for (let index = 0; index < presses; index++) await press(await context.newPage(), link, index)
  await page.evaluate('for (const form of document.forms) form.submit()')
  for (const path of ['', '/sign-in', '/another-account'])
    await context.request.post(link + path, { form: { csrf: 'guessed' }, maxRedirects: 0 })
}

const pressable = 'a[href]:not([href^="mailto:"]), button'

async function press(page: Page, link: string, index: number): Promise<void> {
  await page.goto(link)
  await page.locator(pressable).nth(index).dispatchEvent('click')
  await page.waitForURL(url => url.href !== link)
  await page.close()
}
