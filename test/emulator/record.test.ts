// A record of Amazon's own answers: the emulator starts in its world, answers in its form, and refuses a bad one.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emulatorFor, JANE, lines, load, send, setWorld } from './client.ts'
import { dataDirFor, exitOf, spawnProgram } from './program.ts'

const SENT = {
  loadBalanceRequestId: 'Acme1RECORDED',
  partnerId: 'Acme1',
  amount: { currencyCode: 'EUR', value: 0.01 },
  account: { id: 'amzn1.account.****J67A', type: 3 },
}

const RECORD = {
  version: 1,
  takenAt: '2027-01-01T00:00:00.000Z',
  host: 'agcod-v2-gamma.amazon.com',
  region: 'us-east-1',
  world: { mockCodeIn: 'account-id', accountTypes: [3, '3'], weather: 'fine' },
  answers: {
    F2003: {
      status: 422,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'content-length': '9', date: 'then' },
      body: '{"errorCode":"F200", "agcodResponse":null}',
    },
    F0000: { status: 200, body: '{"status":"SUCCESS","id":"not fitted: nobody wrote down what was sent"}' },
    load: {
      status: 200,
      headers: {},
      body: '{ "status":"SUCCESS", "amount":{"value":0.01,"text":"0.01","currencyCode":"EUR"},"id":"Acme1RECORDED","to":"amzn1.account.****J67A","isRealOp":true,"loads":3 }',
      sent: JSON.stringify(SENT),
    },
  },
  notes: [],
}

function recordFile(t: TestContext, record: unknown): string {
  const file = join(dataDirFor(t), 'amazon-record.json')
  writeFileSync(file, typeof record === 'string' ? record : JSON.stringify(record))
  return file
}

test('the emulator starts in the recorded world and goes back to it', async t => {
  const { url } = await emulatorFor(t, { record: recordFile(t, RECORD) })
  const worldNow = async () => JSON.parse((await send(`${url}/_emulator/world`)).text).world
  const recorded = await worldNow()
  assert.deepEqual(
    [recorded.mockCodeIn, recorded.accountTypes, recorded.echo],
    ['account-id', [3, '3'], 'full'],
  )
  await setWorld(url, { mockCodeIn: 'both' })
  await send(`${url}/_emulator/reset`, { method: 'POST' })
  assert.deepEqual(await worldNow(), recorded)
})

test('a mock code is answered word for word, with the recorded status and type', async t => {
  const { url } = await emulatorFor(t, { record: recordFile(t, RECORD) })
  const { status, headers, text } = await load(url, { account: { id: 'F2003', type: 3 } })
  assert.deepEqual([status, text], [422, RECORD.answers.F2003.body])
  assert.equal(headers['content-type'], 'application/x-amz-json-1.1')
  assert.equal(headers['content-length'], String(text.length))
  assert.match((await load(url, { account: { id: 'F3003', type: 3 } })).text, /"Insufficient Funds"/)
})

test('a load is answered in the recorded form, with what it echoes taken from the request', async t => {
  const { url } = await emulatorFor(t, { record: recordFile(t, RECORD) })
  const changes = { account: { id: JANE, type: 3 } }
  const form = (id: string, amount: string) =>
    `{ "status":"SUCCESS", "amount":{"value":${amount},"text":"${amount}","currencyCode":"USD"},"id":"${id}","to":"${JANE}","isRealOp":true,"loads":3 }`
  assert.equal((await load(url, { ...changes, loadBalanceRequestId: 'Emul1A' })).text, form('Emul1A', '25.0'))
  const cents = { amount: { currencyCode: 'USD', value: 12.34 }, loadBalanceRequestId: 'Emul1B' }
  assert.equal((await load(url, { ...changes, ...cents })).text, form('Emul1B', '12.34'))
  assert.equal((await load(url, { ...changes, ...cents })).text, form('Emul1B', '12.34'))
  assert.equal((await lines(url, 'ledger')).length, 2)
  await setWorld(url, { echo: 'none' })
  assert.equal((await load(url, { ...changes, ...cents })).text, '{"status":"SUCCESS"}')
})

test('forced success is fitted to its own request, or takes the form of a load', async t => {
  const world = { mockCodeIn: 'both' }
  const mock = { loadBalanceRequestId: 'F0000' }
  const { url } = await emulatorFor(t, { record: recordFile(t, { ...RECORD, world }) })
  assert.match(
    (await load(url, mock)).text,
    /"amount":{"value":25.0,.*"id":"F0000","to":"amzn1.account.AEJANE/,
  )
  const sent = JSON.stringify({ ...SENT, ...mock })
  const F0000 = { status: 200, body: '{"id":"F0000","value":0.01,"forced":true}', sent }
  const fitted = await emulatorFor(t, { record: recordFile(t, { ...RECORD, world, answers: { F0000 } }) })
  assert.equal((await load(fitted.url, mock)).text, '{"id":"F0000","value":25.0,"forced":true}')
  assert.equal((await lines(fitted.url, 'ledger')).length, 0)
})

test('numbers keep the way in which Amazon wrote them', async t => {
  const written = [
    ['1', '25'],
    ['1.0', '25.0'],
    ['1.00', '25.00'],
  ] as const
  for (const [amount, expected] of written) {
    const sent = JSON.stringify({ ...SENT, amount: { currencyCode: 'EUR', value: 1 } })
    const answers = { load: { status: 200, body: `{"value":${amount},"status":"SUCCESS"}`, sent } }
    const { url } = await emulatorFor(t, { record: recordFile(t, { version: 1, answers }) })
    assert.equal((await load(url)).text, `{"value":${expected},"status":"SUCCESS"}`)
  }
})

test('an emulator does not start with a bad record and names file, member and fix in one line', async t => {
  const bad = [
    ['{', /amazon-record\.json: .*JSON.*; mend it, .*unset EMULATOR_RECORD$/],
    [{ ...RECORD, version: 2 }, /amazon-record\.json: version: this emulator plays version 1; mend it/],
    [{ ...RECORD, world: { echo: 'loud' } }, /amazon-record\.json: world\.echo: .*"full"\|"none"; mend it/],
    [{ ...RECORD, answers: { F2003: { body: '' } } }, /answers\.F2003\.status: .*; mend it/],
    ['[]', /amazon-record\.json: the file: .*; mend it/],
  ] as const
  for (const [record, explanation] of bad)
    await assert.rejects(emulatorFor(t, { record: recordFile(t, record) }), explanation)
  await assert.rejects(emulatorFor(t, { record: '/nowhere' }), /EMULATOR_RECORD: \/nowhere: ENOENT/)
})

test('the program takes record and seed from its environment', async t => {
  const wrong = { EMULATOR_RECORD: recordFile(t, '{}') }
  assert.equal(await exitOf(spawnProgram(t, dataDirFor(t), [], wrong)), 1)
})
