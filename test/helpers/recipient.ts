/** A recipient without a browser: walks the real pages with a cookie jar, up to each point a test wants to look at. */
import {
  type ClientOptions,
  type CookieClient,
  createCookieClient,
  type Form,
  formOf,
  type Response,
} from './cookie-client.ts'

export type Recipient = CookieClient & {
  /** From the claim link through Amazon's page to whatever the callback leads to, or to what kept it from there. */
  signIn(link: string, account?: string): Promise<Response>
  /** The same from the landing page on. */
  signInFrom(landing: Response, account: string): Promise<Response>
  /** Presses the button of the page's form number `index`; the answer's redirect is followed. */
  press(page: Response, index?: number): Promise<Response>
}

export function createRecipient(options: ClientOptions = {}): Recipient {
  const client = createCookieClient(options)
  const settle = async (response: Response): Promise<Response> => {
    let last = response
    while (last.location !== undefined) last = await client.follow(last)
    return last
  }
  /** Presses the first button of whatever Amazon asks next: consent, or a new account. */
  const agree = async (page: Response): Promise<Response> => {
    if (!isAmazons(page)) return page
    const form = formOf(page.text)
    const [{ name, value } = { name: '', value: '' }] = form.buttons
    return await agree(await settle(await submit(client, page, form, { [name]: value })))
  }
  const signInFrom = async (landing: Response, account: string): Promise<Response> => {
    const amazon = await settle(await client.get(new URL(signInHref(landing.text), landing.url).href))
    if (!isAmazons(amazon)) return amazon
    const page = await settle(await submit(client, amazon, formOf(amazon.text), { account }))
    return await agree(page)
  }
  return {
    ...client,
    signIn: async (link, account = 'jane') => signInFrom(await client.get(link), account),
    signInFrom,
    press: async (page, index = 0) => settle(await submit(client, page, formOf(page.text, index))),
  }
}

export function submit(
  client: CookieClient,
  page: Response,
  form: Form,
  more: Record<string, string> = {},
): Promise<Response> {
  return client.post(
    new URL(form.action, page.url).href,
    { ...form.fields, ...more },
    { 'sec-fetch-site': 'same-origin' },
  )
}

function isAmazons({ url }: Response): boolean {
  return new URL(url).pathname.endsWith('/ap/oa')
}

export function titleOf(html: string): string {
  return /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? ''
}

function signInHref(html: string): string {
  const href = /href="([^"]*\/sign-in)"/.exec(html)?.[1]
  if (href) return href
  throw new Error(`the page offers no sign-in: ${titleOf(html)}`)
}
