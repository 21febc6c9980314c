// The HTTP client and the TLS front of the tests, against a server that tells what it was asked.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createCookieClient, createCookieJar, formOf } from '../helpers/cookie-client.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

async function startEcho() {
  const server = createServer(async (req, res) => {
    if (req.url === '/set') {
      res.writeHead(303, { location: '/echo', 'set-cookie': ['__Host-id=1; Path=/; Secure', 'b=2'] }).end()
      return
    }
    const body = (await req.toArray()).join('')
    res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

test('the TLS front passes requests and answers on and vouches for the scheme itself', async () => {
  const { server, port } = await startEcho()
  const front = await startTlsFront(port)
  const client = createCookieClient({ ca: [front.ca] })
  try {
    const redirect = await client.get(`${front.url}/set`)
    assert.deepEqual([redirect.status, redirect.location], [303, `${front.url}/echo`])
    assert.match((await client.follow(redirect)).text, /"cookie":"__Host-id=1; b=2"/)

    const forged = {
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-host': 'evil.test',
    }
    const echo = JSON.parse((await client.post(`${front.url}/a//b?c=d`, { name: 'é&=' }, forged)).text)
    assert.deepEqual([echo.method, echo.url, echo.body], ['POST', '/a//b?c=d', 'name=%C3%A9%26%3D'])
    assert.equal(echo.headers.host, `localhost:${front.port}`)
    assert.equal(echo.headers['x-forwarded-proto'], 'https')
    assert.equal(echo.headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(echo.headers['x-forwarded-host'], undefined)
    assert.equal(await readFile(front.caFile, 'utf8'), front.ca)
    assert.equal((await client.get(`https://127.0.0.1:${front.port}/`)).status, 200)

    server.close().closeAllConnections()
    assert.equal((await client.get(front.url)).status, 502)
  } finally {
    await client.close()
    await front.close()
  }
})

test('a client that was not given the certificate refuses the TLS front', async () => {
  const front = await startTlsFront(1)
  const client = createCookieClient()
  await assert.rejects(client.get(front.url), /self-signed|unable to verify/)
  await client.close()
  await front.close()
})

test('cookies go back only where host, path and scheme allow', () => {
  const jar = createCookieJar()
  jar.store('https://shop.test/a/b', ['deep=1', 'all=2; Path=/', 'safe=3; Path=/; Secure'])
  assert.equal(jar.header('https://shop.test/a/c'), 'deep=1; all=2; safe=3')
  assert.equal(jar.header('https://shop.test/ab'), 'all=2; safe=3')
  assert.equal(jar.header('http://shop.test/'), 'all=2')
  assert.equal(jar.header('https://other.test/'), '')
})

test('cookies that break the rules of Secure, Domain or __Host- are not kept', () => {
  const jar = createCookieJar()
  jar.store('http://shop.test/', ['a=1; Secure', 'b=1; Domain=other.test'])
  jar.store('https://shop.test/', [
    '__Host-c=1; Path=/',
    '__Host-d=1; Secure; Path=/x',
    '__Host-e=1; Secure; Path=/; Domain=shop.test',
  ])
  assert.equal(jar.header('https://shop.test/x'), '')
  jar.store('http://localhost/', ['__Host-f=1; Secure; Path=/'])
  assert.equal(jar.header('http://localhost:8080/'), '__Host-f=1')
})

test('a cookie is replaced by its name and deleted by Max-Age=0 or a past Expires', () => {
  const jar = createCookieJar()
  jar.store('https://shop.test/', [
    'a=1',
    'b=1',
    'a=2',
    'c=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ])
  assert.equal(jar.header('https://shop.test/'), 'b=1; a=2; c=1')
  jar.store('https://shop.test/', ['a=; Max-Age=0', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
  assert.equal(jar.header('https://shop.test/'), 'c=1')
})

test('a form yields its action, hidden fields and submit buttons, entities decoded', () => {
  const form = `<form><input name=q></form>
    <form method="post" action="/x?a=1&amp;b=2"><input type="hidden" name="csrf" value="&quot;&#39;&lt;"><input name="visible">
    <button name="account" value="amzn1.A"><b>Anna</b></button><button type="button">no</button></form>`
  assert.deepEqual(formOf(form, 1), {
    action: '/x?a=1&b=2',
    method: 'POST',
    fields: { csrf: `"'<` },
    buttons: [{ name: 'account', value: 'amzn1.A', text: 'Anna' }],
  })
  assert.equal(formOf(form).method, 'GET')
  assert.throws(() => formOf(form, 2), /no form number 2/)
})
