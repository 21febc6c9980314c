/**
 * Somebody who walks the service's pages and the emulator's sign-in: keeps cookies, follows redirects, presses the
 * buttons that are there. Only for the emulator; at Amazon a person signs in.
 */
import type { Visitor } from './journey.ts'

/** Each walk is a browser of its own. */
export function createVisitor(): Visitor {
  return {
    open: async link => (await createBrowser().get(link)).text,
    claim: async (link, account) => {
      const browser = createBrowser()
      const confirm = await signIn(browser, link, { account })
      return (await browser.press(confirm, {})).text
    },
    cancel: async link => (await signIn(createBrowser(), link, { cancel: '1' })).text,
  }
}

type Page = { readonly url: string; readonly text: string }

type Browser = { get(url: string): Promise<Page>; press(page: Page, fields: Fields): Promise<Page> }

type Fields = Readonly<Record<string, string>>

/** From the claim link through Amazon's pages back to the service's; `answer` is the button pressed at Amazon. */
async function signIn(browser: Browser, link: string, answer: Fields): Promise<Page> {
  const landing = await browser.get(link)
  const href = /href="([^"]*\/sign-in)"/.exec(landing.text)?.[1]
  if (!href) throw new Error('the claim page offers no sign-in')
  const { origin } = new URL(link)
  let page = await browser.get(new URL(href, landing.url).href)
  for (let pages = 0; new URL(page.url).origin !== origin && pages < mostPages; pages++) {
    page = await browser.press(
      page,
      page.text.includes('<button name="account"') ? answer : firstButton(page),
    )
  }
  return page
}

/** Sign-in, registration, consent. */
const mostPages = 4

function createBrowser(): Browser {
  const jar = new Map<string, string>()
  const visit = async (url: string, form?: Fields): Promise<Page> => {
    const { host } = new URL(url)
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(longestMs),
      headers: { cookie: jar.get(host) ?? '', 'sec-fetch-site': 'same-origin' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    const set = response.headers.getSetCookie().map(line => line.split(';')[0] ?? '')
    if (set.length > 0) jar.set(host, merge(jar.get(host) ?? '', set))
    const target = response.headers.get('location')
    if (target !== null) return await visit(new URL(target, url).href)
    return { url, text: await response.text() }
  }
  return {
    get: url => visit(url),
    press: (page, fields) => {
      const { action, hidden } = formOf(page)
      return visit(new URL(action, page.url).href, { ...hidden, ...fields })
    },
  }
}

/** The slowest page waits 2 s for Amazon. */
const longestMs = 15_000

function merge(kept: string, set: readonly string[]): string {
  const pairs = [...kept.split('; ').filter(Boolean), ...set].map(pair => [pair.split('=')[0], pair] as const)
  return [...new Map(pairs).values()].join('; ')
}

/** Registering and allowing: whatever the page's first button says. */
function firstButton({ text }: Page): Fields {
  const [, tag = ''] = /<button\b([^>]*)>/.exec(text) ?? []
  return { [attribute(tag, 'name')]: attribute(tag, 'value') }
}

/** The first form of a page with its hidden fields. */
function formOf({ text }: Page): { action: string; hidden: Fields } {
  const [, tag = '', body] = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(text) ?? []
  if (body === undefined)
    throw new Error(`the page has no form: ${/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(text)?.[1]}`)
  const inputs = [...body.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g)].map(([, input = '']) => input)
  const fields = inputs.map(input => [attribute(input, 'name'), attribute(input, 'value')])
  return { action: attribute(tag, 'action'), hidden: Object.fromEntries(fields) }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
