// A body that is too large is a call like any other: listed, with a request id, answered as an API answers it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, emulatorFor, lines, load, loadBody, postForm, send } from './client.ts'

const TOO_LARGE = '{"__type":"RequestEntityTooLargeException","message":"Request entity too large"}'

test('a load over 1 MB is a 413 with a request id, in the list of calls and on the pages', async t => {
  const { url } = await emulatorFor(t)
  const { status, headers, text } = await load(url, { padding: 'x'.repeat(1_100_000) })
  assert.deepEqual([status, text], [413, TOO_LARGE])
  assert.match(String(headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
  const [listed] = await lines(url, 'calls')
  assert.partialDeepStrictEqual(listed, {
    operation: 'LoadAmazonBalance',
    requestId: null,
    bodySha256: null,
    region: 'us-east-1',
    status: 413,
    answer: 'too large',
    applied: false,
  })
  const page = await send(`${url}/_emulator/page/calls/1`)
  assert.match(page.text, /RequestEntityTooLargeException/)
  assert.doesNotMatch(page.text, /does not match/)
  assert.equal((await load(url)).status, 200)
})

test('it is told in XML to whoever reads that, and just below the limit a body is read', async t => {
  const { url } = await emulatorFor(t)
  const xml = { headers: { accept: 'application/xml' } }
  const padded = (size: number) => loadBody({ padding: 'x'.repeat(size) })
  const { status, text } = await call(url, 'LoadAmazonBalance', padded(1_100_000), xml)
  assert.match(`${status} ${text}`, /^413 <RequestEntityTooLargeException><Message>/)
  assert.equal((await call(url, 'LoadAmazonBalance', padded(1_040_000))).status, 200)
})

test('a form over 100 kB is an invalid request of Login with Amazon, and listed', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await postForm(`${url}/auth/o2/token`, { code: 'x'.repeat(120_000) })
  assert.match(`${status} ${text}`, /^400 {"error":"invalid_request",.*"request_id":/)
  const [listed] = await lines(url, 'calls')
  assert.deepEqual([listed?.operation, listed?.answer], ['token', 'invalid_request'])
})
