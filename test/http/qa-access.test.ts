/** Who gets to the QA page: this machine beside the emulator, a pass in the sandbox, nobody in production. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { issueEntrance } from '../../src/services/qa-pass.ts'
import { real } from '../config/environment.ts'
import { type CookieClient, createCookieClient, formOf, type Response } from '../helpers/cookie-client.ts'
import { titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
const id = '0123456789ABCDEFGHJKMNPQRS'
const paths = [
  '/qa',
  '/qa/',
  '/qa?account=default',
  '/qa/links',
  `/qa/links/${id}`,
  '/qa/accounts/default/release',
  '/qa/enter/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
]
const behindProxy = { 'x-forwarded-proto': 'https' }

type Raw = { readonly status: number | undefined; readonly headers: string; readonly body: string }

/** One request as it is, without what differs from one answer to the next. */
function ask(
  { url }: TestService,
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<Raw> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part
      })
      response.on('end', () => {
        const kept = response.rawHeaders.join('\n').replace(/nonce-[^']+|\w{3}, \d\d \w{3} [^\n]+ GMT/g, '')
        resolve({
          status: response.statusCode,
          headers: kept,
          body: body.replaceAll(/[0-9A-Z]{4}-[0-9A-Z]{4}/g, ''),
        })
      })
    })
    outgoing.on('error', reject).end()
  })
}

/** Every path and method answers what an address that never was answers. */
async function assertAbsent(service: TestService, headers: Record<string, string> = {}): Promise<void> {
  for (const method of methods) {
    const unknown = await ask(service, '/nothing/here', method, headers)
    assert.equal(unknown.status, 404)
    for (const path of paths)
      assert.deepEqual(await ask(service, path, method, headers), unknown, `${method} ${path}`)
  }
}

test('in production there is no QA page: each path and method is an unknown address, byte for byte', async t => {
  await assertAbsent(await startTestService(t, { env: real('production') }), behindProxy)
})

test('beside the emulator the page exists for this machine alone', async t => {
  const service = await startTestService(t)
  const { port } = new URL(service.url)
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'localhost'])
    assert.equal((await ask(service, '/qa', 'GET', { host })).status, 200, host)
  const strangers = [
    { host: 'rewards.example' },
    { host: `localhost.rewards.example:${port}` },
    { host: '192.168.1.20' },
    { host: 'localhost:port' },
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '203.0.113.7' },
    { via: '1.1 proxy' },
  ]
  for (const headers of strangers) await assertAbsent(service, headers as unknown as Record<string, string>)
  for (const path of ['/qa/enter/secret', '/qa/nothing'])
    assert.equal((await ask(service, path)).status, 404, path)
})

test('the address of a public emulator needs a pass, and so does the sandbox', async t => {
  const emulator = { PUBLIC_URL: 'https://demo.example', EMULATOR_ON_PUBLIC_URL: 'yes' }
  for (const env of [emulator, real('sandbox')]) {
    const service = await startTestService(t, { env })
    for (const path of paths.slice(0, 6)) {
      const { status, body } = await ask(service, path, 'GET', behindProxy)
      assert.deepEqual([status, titleOf(body)], [404, 'You need a fresh link'], path)
    }
    assert.match(
      await issueEntrance(service.context),
      /^https:\/\/(demo|rewards)\.example\/qa\/enter\/[\w-]{43}$/,
    )
  }
})

test('a one-time link survives being looked at, lets one browser in by a press, and nobody after it', async t => {
  const service = await startTestService(t, { env: real('sandbox') })
  const [link, client] = [await linkOf(service), visitor(t)]
  const stranger = visitor(t)
  for (let look = 0; look < 3; look++) await stranger.get(link, behindProxy)
  const door = await client.get(link, behindProxy)
  assert.equal(titleOf(door.text), 'Open the QA page')
  assert.deepEqual(client.cookies.header(service.url), '', 'looking gives no pass')

  const forged = await client.post(link, { csrf: 'forged' }, behindProxy)
  assert.equal(titleOf(forged.text), 'You need a fresh link')
  const entered = await press(client, door)
  assert.equal(entered.status, 303)
  assert.match(
    String(entered.headers['set-cookie']),
    /^__Host-qa=[\w-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
  )
  const page = await client.get(`${service.url}/qa`, behindProxy)
  assert.equal(titleOf(page.text), 'Claim links for every answer of Amazon')
  assert.equal((await stranger.get(`${service.url}/qa`, behindProxy)).status, 404)
  assert.equal(titleOf((await stranger.get(link, behindProxy)).text), 'You need a fresh link')
  assert.equal((await press(stranger, door)).status, 404, 'a second press opens nothing')
})

test('a used, an old and an invented link get one and the same page', async t => {
  const service = await startTestService(t, { env: real('sandbox') })
  const client = visitor(t)
  const used = await linkOf(service)
  await press(client, await client.get(used, behindProxy))
  const old = await linkOf(service)
  await service.database.query('update qa_pass set expires_at = now() where not used')
  const invented = `${service.url}/qa/enter/${'A'.repeat(43)}`
  const pages = await Promise.all(
    [used, old, invented, `${service.url}/qa/enter/%00`].map(url => ask(service, url, 'GET', behindProxy)),
  )
  assert.equal(pages[0]?.status, 404)
  for (const page of pages) assert.deepEqual(page, pages[0])
})

test('a pass ends after its time, and its cookie is no link, nor the link a cookie', async t => {
  const service = await startTestService(t, { env: real('sandbox') })
  const client = visitor(t)
  const link = await linkOf(service)
  const secret = link.split('/').at(-1) ?? ''
  const qa = (cookie: string) => ask(service, '/qa', 'GET', { ...behindProxy, cookie })
  assert.equal((await qa(`__Host-qa=${secret}`)).status, 404)
  await press(client, await client.get(link, behindProxy))
  const cookie = client.cookies.header(service.url)
  assert.equal((await qa(cookie)).status, 200)
  const own = `${service.url}/qa/enter/${cookie.split('=').at(-1)}`
  assert.equal(titleOf((await client.get(own, behindProxy)).text), 'You need a fresh link')
  assert.equal((await qa(cookie.replace('__Host-qa', 'qa'))).status, 404)
  const [row] = await service.database.query<{ hours: number }>(
    'select round(extract(epoch from expires_at - now()) / 3600)::int as hours from qa_pass where used',
  )
  assert.equal(row?.hours, 12)
  await service.database.query('update qa_pass set expires_at = now()')
  assert.equal((await qa(cookie)).status, 404)
})

test('the token of a form belongs to the browser with the pass', async t => {
  const service = await startTestService(t, { env: real('sandbox') })
  const [one, two] = [visitor(t), visitor(t)]
  for (const client of [one, two]) await press(client, await client.get(await linkOf(service), behindProxy))
  const form = formOf((await one.get(`${service.url}/qa`, behindProxy)).text)
  const order = { ...form.fields, scenario: 'F0000', amount: '5' }
  const make = (client: CookieClient) => client.post(`${service.url}/qa/links`, order, behindProxy)
  assert.equal((await make(two)).status, 403)
  const made = await make(one)
  assert.equal(made.status, 303)
  assert.match(
    String(made.headers['set-cookie']),
    /^claim-token=[\w-]{22}; .*Path=\/qa\/links\/[0-9A-Z]{26}; .*HttpOnly; Secure/,
  )
})

function visitor(t: TestContext): CookieClient {
  const client = createCookieClient()
  t.after(() => client.close())
  return client
}

/** A fresh one-time link, at the address where the test reaches the service. */
async function linkOf({ context, url }: TestService): Promise<string> {
  return (await issueEntrance(context)).replace(/^https:\/\/[^/]+/, url)
}

async function press(client: CookieClient, door: Response): Promise<Response> {
  const { action, fields } = formOf(door.text)
  return await client.post(new URL(action, door.url).href, fields, behindProxy)
}
