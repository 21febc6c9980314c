// Who is let in: the keys, the scope, the clock and what a client chooses to sign. The arithmetic is in
// signature-v4.test.ts.

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createKeys } from '../../src/emulator/incentives/keys.ts'
import { emulatorFor, lines, load, loadBody, send, signed } from './client.ts'

const RETIRED = { accessKeyId: 'AKIDEMULATORRETIRED3', secretAccessKey: 'emulator-retired-secret-key' }

test('both active pairs are accepted; an unknown key, wrong secret, region, service or date is a 403', async t => {
  const { url } = await emulatorFor(t)
  const spare = { accessKeyId: 'AKIDEMULATORSPARE02', secretAccessKey: 'emulator-spare-secret-key' }
  assert.equal((await load(url, {}, spare)).status, 200)
  const wrong = [
    [{ accessKeyId: 'AKIDNOBODY' }, /^The security token included in the request is invalid\.$/],
    [RETIRED, /^The security token included in the request is invalid\.$/],
    [{ secretAccessKey: 'guess' }, /does not match the signature you provided/],
    [{ region: 'eu-west-1' }, /valid region/],
    [{ service: 'execute-api' }, /service AGCODService/],
    [{ date: '20200101T000000Z' }, /^Signature expired/],
  ] as const
  for (const [signing, message] of wrong) {
    const { status, text } = await load(url, { loadBalanceRequestId: 'Emul1X' }, signing)
    assert.equal(status, 403)
    assert.match(JSON.parse(text).message, message)
  }
  assert.equal((await send(`${url}/LoadAmazonBalance`, { method: 'POST', body: '{}' })).status, 403)
  assert.equal((await lines(url, 'ledger')).length, 1)
})

test('the list of calls tells an inactive key from an unknown one, and a wrong secret from both', async t => {
  const { url } = await emulatorFor(t)
  await load(url, {}, RETIRED)
  await load(url, {}, { accessKeyId: 'AKIDNOBODY' })
  await load(url, {}, { ...RETIRED, secretAccessKey: 'guess' })
  assert.deepEqual(
    (await lines(url, 'calls')).map(({ answer }) => answer),
    ['403 inactive-key', '403 unknown-key', '403 mismatch'],
  )
})

test('a key can be switched off and on, and forgets that with everything else', () => {
  const keys = createKeys()
  const active = () => keys.list().map(key => key.active)
  assert.deepEqual(active(), [true, true, false])
  assert.equal(keys.setActive('AKIDEMULATORACTIVE01', false), true)
  assert.equal(keys.setActive('AKIDEMULATORRETIRED3', true), true)
  assert.equal(keys.setActive('AKIDNOBODY', true), false)
  assert.deepEqual(active(), [false, true, true])
  assert.equal(keys.find('AKIDEMULATORACTIVE01')?.active, false)
  keys.clear()
  assert.deepEqual(active(), [true, true, false])
})

test('any well-formed set of signed headers will do that has host and x-amz-date', async t => {
  const { url } = await emulatorFor(t)
  const body = JSON.stringify(loadBody())
  const few = signed(url, 'LoadAmazonBalance', body, { headers: { accept: '', 'x-amz-target': '' } })
  const many = signed(url, 'LoadAmazonBalance', body, {
    headers: { 'x-amz-extra': ' a  b ', date: new Date().toUTCString() },
  })
  for (const headers of [few, many]) {
    assert.equal((await send(`${url}/LoadAmazonBalance`, { method: 'POST', body, headers })).status, 200)
  }
  assert.match(many.Authorization ?? '', /SignedHeaders=accept;content-length;content-type;date;host;/)
})

test('Host is verified as it was sent, with and without its port', async t => {
  const { port } = await emulatorFor(t)
  for (const [sent, host, verdict] of [
    ['localhost', 'localhost', 200],
    [`localhost:${port}`, `localhost:${port}`, 200],
    [`localhost:${port}`, 'localhost', 403],
    ['agcod-v2-gamma.amazon.com', 'agcod-v2-gamma.amazon.com', 200],
  ] as const) {
    const body = JSON.stringify(loadBody())
    const headers = signed(`http://${host}`, 'LoadAmazonBalance', body, {})
    const lines = Object.entries({ ...headers, Host: sent, Connection: 'close' })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const answer = await exchange(port, `POST /LoadAmazonBalance HTTP/1.1\r\n${head}\r\n${body}`)
    assert.match(answer, new RegExp(`^HTTP/1.1 ${verdict} `), `${sent} signed as ${host}`)
  }
})

/** Sends bytes as they are and returns all that comes until the other side closes. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}
