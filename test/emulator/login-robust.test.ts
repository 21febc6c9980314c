/** What no client should send: it is answered with an error of the caller's, and the emulator goes on. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { authorizeUrl, emulatorFor, send, tokenOf } from './client.ts'

const TARGETS = [
  '//ap/oa',
  '//ap/oa?client_id=x',
  '/ap//oa',
  '/ap/oa/',
  '/ap/oa?',
  '/ap/oa?%',
  '/ap/oa?%E0%A4%A=%&&&===&?',
  '/ap/oa?client_id[]=a&client_id[x]=b&__proto__=c&constructor=d',
  `/ap/oa?${'a=b&'.repeat(3000)}`,
  `/ap/oa?state=${'x'.repeat(20_000)}`,
  '/auth/o2/tokeninfo?access_token=%00%ff',
  '/user/profile?access_token=a&access_token=b',
  '/user/profile/%',
  '/eu//ap/oa',
  '/%2e%2e/ap/oa',
  'http://elsewhere.example/ap/oa?client_id=x',
  '*',
]

test('no request target is too absurd', async t => {
  const { url } = await emulatorFor(t)
  const { pathname, search } = new URL(authorizeUrl(url))
  for (const target of [...TARGETS, pathname + search, '/auth/o2/token', '/sign-out', '/remove-access']) {
    for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT']) {
      const status = await rawStatus(url, `${method} ${target} HTTP/1.1`)
      assert.ok(status < 500, `${method} ${target.slice(0, 60)}: ${status}`)
    }
  }
  await assertAlive(url)
})

const BODIES = [
  ['application/json', '{"account":"jane"}'],
  ['application/json', '{'],
  ['text/plain', 'account=jane'],
  ['multipart/form-data', 'account=jane'],
  ['application/x-www-form-urlencoded; charset=klingon', 'account=jane'],
  ['application/x-www-form-urlencoded', 'account[key]=jane&account=__proto__'],
  ['application/x-www-form-urlencoded', '%&%zz=%'],
  ['application/x-www-form-urlencoded', 'a=b&'.repeat(20_000)],
  ['application/x-www-form-urlencoded', `account=${'x'.repeat(2_000_000)}`],
  ['no type at all', ''],
] as const

test('no body is too large, too foreign or too broken', async t => {
  const { url } = await emulatorFor(t)
  const places = [authorizeUrl(url), `${url}/auth/o2/token`, `${url}/sign-out`, `${url}/remove-access`]
  for (const place of places) {
    for (const [type, body] of BODIES) {
      const headers = { 'content-type': type }
      const { status } = await send(place, { method: 'POST', headers, body })
      assert.ok(status < 500, `${type} to ${place}: ${status}`)
    }
    const { status } = await send(place, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: 'x',
    })
    assert.ok(status < 500, `broken gzip to ${place}: ${status}`)
  }
  await assertAlive(url)
})

test('the form of a request by absolute URL stays with the emulator', async t => {
  const { url } = await emulatorFor(t)
  const { pathname, search } = new URL(authorizeUrl(url))
  const answer = await raw(url, `GET http://elsewhere.example${pathname}${search} HTTP/1.1`)
  assert.match(answer, /<form method="post" action="\/ap\/oa\?client_id=/)
})

test('headers that carry tokens may be absurd', async t => {
  const { url } = await emulatorFor(t)
  for (const authorization of [
    'Bearer',
    'Bearer  ',
    'Basic !!!',
    'Basic Og==',
    `Bearer ${'x'.repeat(5000)}`,
  ]) {
    for (const path of ['/user/profile', '/auth/o2/tokeninfo']) {
      assert.equal((await send(url + path, { headers: { authorization } })).status, 400)
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization }
    const body = 'grant_type=authorization_code&code=x&redirect_uri=y'
    const { status } = await send(`${url}/auth/o2/token`, { method: 'POST', headers: form, body })
    assert.equal(status, 401)
  }
})

async function assertAlive(url: string): Promise<void> {
  assert.match(await tokenOf(url, 'jane'), /^Atza\|/)
}

/** An HTTP client would tidy the target up; a socket does not. */
async function raw(url: string, requestLine: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8')
  let answer = ''
  socket.on('data', chunk => {
    answer += chunk
  })
  socket.on('error', () => {})
  socket.write(`${requestLine}\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`)
  await once(socket, 'close')
  return answer
}

async function rawStatus(url: string, requestLine: string): Promise<number> {
  return Number((await raw(url, requestLine)).split(' ')[1])
}
