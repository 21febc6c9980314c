// Owns an HTTP client that behaves like a browser's address bar: keeps cookies, follows redirects one at a
// time and only when told. Cookies are shared by the ports of a host, as RFC 6265 section 8.5 has it; SameSite
// and expiry by passing time are left to the browser tests. Also reads the forms of our own pages.

import { Agent, type Dispatcher, request } from 'undici'

export type Fields = Record<string, string>
export type Response = {
  status: number
  headers: Dispatcher.ResponseData['headers']
  text: string
  url: string
  /** The Location header made absolute; undefined when there is none. */
  location: string | undefined
}
export type CookieClient = {
  cookies: CookieJar
  get(url: string, headers?: Fields): Promise<Response>
  post(url: string, form: Fields, headers?: Fields): Promise<Response>
  /** One hop, as GET. Throws when the response is no redirect or one that keeps the method (307, 308). */
  follow(response: Response): Promise<Response>
  close(): Promise<void>
}
export type CookieJar = {
  store(url: string, setCookie: string[]): void
  /** The Cookie header for this URL; empty when there is nothing to send. */
  header(url: string): string
}
export type Form = {
  action: string
  method: string
  /** The hidden fields by name. */
  fields: Fields
  /** The submit buttons; one with a name is sent by adding `[name]: value` to the fields. */
  buttons: { name: string; value: string; text: string }[]
}

type Cookie = { name: string; value: string; host: string; path: string; secure: boolean }

// A test should fail, not hang; the slowest page waits 2 s for Amazon.
const TIMEOUT_MS = 15_000

export type ClientOptions = {
  /** A PEM certificate to trust instead of the system's. */
  readonly ca?: string[]
  /** Connections to share with other clients; their own time-outs hold, and `close` leaves them open. */
  readonly dispatcher?: Dispatcher
}

/** A client with its own cookies, and its own connections unless others are given. */
export function createCookieClient({ ca, dispatcher: shared }: ClientOptions = {}): CookieClient {
  const timeouts = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS }
  const dispatcher = shared ?? new Agent(ca === undefined ? timeouts : { ...timeouts, connect: { ca } })
  const cookies = createCookieJar()
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Fields,
    body?: string,
  ): Promise<Response> => {
    const cookie = cookies.header(url)
    const all = cookie ? { ...headers, cookie } : headers
    const answer = await request(url, { dispatcher, method, headers: all, body: body ?? null })
    cookies.store(url, [answer.headers['set-cookie'] ?? []].flat())
    const target = [answer.headers.location].flat()[0]
    const location = target === undefined ? undefined : new URL(target, url).href
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: await answer.body.text(),
      url,
      location,
    }
  }
  const get = (url: string, headers: Fields = {}) => send('GET', url, headers)
  const post = (url: string, form: Fields, headers: Fields = {}) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return send('POST', url, { ...type, ...headers }, new URLSearchParams(form).toString())
  }
  const follow = async ({ status, location, url }: Response) => {
    if (location === undefined || ![301, 302, 303].includes(status))
      throw new Error(`${status} at ${url}: nothing to follow`)
    return get(location)
  }
  return { cookies, get, post, follow, close: async () => (shared ? undefined : dispatcher.close()) }
}

/** RFC 6265 sections 5.3 and 5.4, host-only cookies, with the `__Host-` prefix of RFC 6265bis. */
export function createCookieJar(): CookieJar {
  let jar: Cookie[] = []
  const store = (url: string, setCookie: string[]) => {
    for (const line of setCookie) {
      const { cookie, deleted } = parseSetCookie(new URL(url), line)
      if (!isAcceptable(new URL(url), cookie, line)) continue
      const isSame = (other: Cookie) =>
        (['name', 'host', 'path'] as const).every(key => other[key] === cookie[key])
      jar = jar.filter(other => !isSame(other))
      if (!deleted) jar.push(cookie)
    }
  }
  const header = (address: string) => {
    const url = new URL(address)
    const sent = jar.filter(
      ({ host, path, secure }) =>
        host === url.hostname && covers(path, url.pathname) && (!secure || isSecure(url)),
    )
    const longestPathFirst = sent.toSorted((a, b) => b.path.length - a.path.length)
    return longestPathFirst.map(({ name, value }) => `${name}=${value}`).join('; ')
  }
  return { store, header }
}

function parseSetCookie(url: URL, line: string): { cookie: Cookie; deleted: boolean } {
  const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
  const attribute = (name: string) =>
    attributes.find(part => part.split('=')[0]?.toLowerCase() === name)?.slice(name.length + 1)
  const path = attribute('path')?.startsWith('/') ? attribute('path') : undefined
  const [name = '', ...value] = pair.split('=')
  const maxAge = attribute('max-age')
  const deleted = maxAge ? Number(maxAge) <= 0 : Date.parse(attribute('expires') ?? '') <= Date.now()
  const secure = attribute('secure') !== undefined
  const defaultPath = url.pathname.slice(0, Math.max(1, url.pathname.lastIndexOf('/')))
  return {
    cookie: { name, value: value.join('='), host: url.hostname, path: path ?? defaultPath, secure },
    deleted,
  }
}

function isAcceptable(url: URL, { name, path, secure }: Cookie, line: string): boolean {
  const domain = /;\s*domain=\.?([^;]+)/i.exec(line)?.[1]?.trim()
  if (domain !== undefined && domain !== url.hostname) return false
  if (name.startsWith('__Host-') && (!secure || path !== '/' || domain !== undefined)) return false
  return !secure || isSecure(url)
}

/** Chromium treats plain HTTP on loopback as secure: it takes and sends Secure cookies there. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1'
}

/** Path-match, RFC 6265 section 5.1.4. */
function covers(path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

/** The form number `index` of a page of ours. Throws when there is none. */
export function formOf(html: string, index = 0): Form {
  const [, tag = '', body = ''] = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)][index] ?? []
  if (!body) throw new Error(`the page has no form number ${index}`)
  const inputs = [...body.matchAll(/<input\b([^>]*)>/gi)].map(([, attributes = '']) => attributes)
  const hidden = inputs.filter(attributes => attributeOf(attributes, 'type') === 'hidden')
  const buttons = [...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)]
  return {
    action: attributeOf(tag, 'action'),
    method: (attributeOf(tag, 'method') || 'get').toUpperCase(),
    fields: Object.fromEntries(
      hidden.map(input => [attributeOf(input, 'name'), attributeOf(input, 'value')]),
    ),
    buttons: buttons
      .filter(([, attributes = '']) => ['', 'submit'].includes(attributeOf(attributes, 'type')))
      .map(([, attributes = '', content = '']) => ({
        name: attributeOf(attributes, 'name'),
        value: attributeOf(attributes, 'value'),
        text: decodeEntities(content.replace(/<[^>]*>/g, '')).trim(),
      })),
  }
}

function attributeOf(tag: string, name: string): string {
  const [, double, single, bare] =
    new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag) ?? []
  return decodeEntities(double ?? single ?? bare ?? '')
}

export function decodeEntities(text: string): string {
  const named: Fields = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    name ? (named[name] ?? whole) : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  )
}
