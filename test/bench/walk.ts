/** One recipient's walk from the claim link to the page that says deposited: the same six stages on both sides. */
import { randomBytes } from 'node:crypto'
import type { Dispatcher, Pool } from 'undici'

export type Visit = {
  readonly code: string
  readonly cookies: Map<string, string>
  /** Where the last answer leads. */
  next: string
  csrf: string
  requests: number
}

export type Stage = { readonly name: string; readonly walk: (pool: Pool, visit: Visit) => Promise<void> }

export const stages: readonly Stage[] = [
  { name: 'landing', walk: land },
  { name: 'sign-in start', walk: startSignIn },
  { name: 'callback', walk: comeBack },
  { name: 'confirm page', walk: readConfirm },
  { name: 'consent and send', walk: consent },
  { name: 'result', walk: readResult },
]

/** Who has to wait looks again this often. */
const lookAgainMs = 100
/** A recipient who has not read it by then never will. */
const mostLooks = 300

export function newVisit(code: string): Visit {
  return { code, cookies: new Map(), next: '', csrf: '', requests: 0 }
}

async function land(pool: Pool, visit: Visit): Promise<void> {
  await read(pool, visit, `/c/${visit.code}`)
}

/** Amazon's page is skipped: everybody is somebody else there, and the code names the account. */
async function startSignIn(pool: Pool, visit: Visit): Promise<void> {
  const { searchParams } = new URL(await redirect(pool, visit, 'GET', `/c/${visit.code}/sign-in`))
  const account = `amzn1.account.${randomBytes(14).toString('hex').toUpperCase()}`
  const query = new URLSearchParams({ code: account, state: searchParams.get('state') ?? '' })
  visit.next = `${new URL(searchParams.get('redirect_uri') ?? '').pathname}?${query}`
}

async function comeBack(pool: Pool, visit: Visit): Promise<void> {
  visit.next = await redirect(pool, visit, 'GET', visit.next)
}

async function readConfirm(pool: Pool, visit: Visit): Promise<void> {
  const page = await read(pool, visit, visit.next)
  visit.csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

async function consent(pool: Pool, visit: Visit): Promise<void> {
  visit.next = await redirect(pool, visit, 'POST', visit.next, `csrf=${encodeURIComponent(visit.csrf)}`)
}

async function readResult(pool: Pool, visit: Visit): Promise<void> {
  for (let look = 0; look < mostLooks; look += 1) {
    if (look > 0) await new Promise(resolve => setTimeout(resolve, lookAgainMs))
    if (/<h1>[^<]* deposited<\/h1>/.test(await read(pool, visit, visit.next))) return
  }
  throw new Error(`${visit.next} never said deposited`)
}

async function read(pool: Pool, visit: Visit, path: string): Promise<string> {
  const { statusCode, body } = await ask(pool, visit, 'GET', path)
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode}: ${text}`)
  return text
}

async function redirect(
  pool: Pool,
  visit: Visit,
  method: 'GET' | 'POST',
  path: string,
  form?: string,
): Promise<string> {
  const { statusCode, headers, body } = await ask(pool, visit, method, path, form)
  const text = await body.text()
  const { location } = headers
  if (typeof location === 'string') return location
  throw new Error(`${path} was answered ${statusCode} and leads nowhere: ${text}`)
}

async function ask(
  pool: Pool,
  visit: Visit,
  method: 'GET' | 'POST',
  path: string,
  form?: string,
): Promise<Dispatcher.ResponseData> {
  visit.requests += 1
  const cookie = [...visit.cookies].map(pair => pair.join('=')).join('; ')
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await pool.request({
    method,
    path,
    body: form ?? null,
    headers: { ...type, ...(cookie && { cookie }) },
  })
  keepCookies(visit, answer.headers['set-cookie'])
  return answer
}

function keepCookies({ cookies }: Visit, given: string | string[] | undefined): void {
  for (const line of [given ?? []].flat()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
}
