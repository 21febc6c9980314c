/** The recorder of the test plan: what the report says of an answer that comes after its step has ended. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Reply, TransportError } from '../../src/amazon/transport.ts'
import { createRecorder } from '../../src/testplan/recorder.ts'

const message = { method: 'POST', headers: {}, body: '{}', signal: AbortSignal.timeout(60_000) } as const

test('an answer that comes after the step has ended is in the report, with its time', async () => {
  const amazon = Promise.withResolvers<Reply>()
  const recorder = createRecorder({ send: () => amazon.promise, close: async () => {} }, text => text)
  const sent = recorder.transport.send('http://localhost:1/LoadAmazonBalance', message)
  const [taken] = recorder.take()
  assert.deepEqual([taken?.exchange.answer, taken?.exchange.trouble], [null, 'not yet'])
  await new Promise(resolve => setTimeout(resolve, 20))
  amazon.resolve({ status: 200, headers: {}, text: '{}' })
  await sent
  assert.equal(taken?.exchange.answer?.status, 200)
  assert.equal(taken?.sent.reply?.status, 200)
  assert.equal(taken?.exchange.trouble, null)
  assert.ok((taken?.exchange.durationMs ?? 0) >= 15)
  assert.deepEqual(recorder.take(), [])
})

test('a deadline that passes after the step has ended is told by its name', async () => {
  const amazon = Promise.withResolvers<Reply>()
  const recorder = createRecorder({ send: () => amazon.promise, close: async () => {} }, text => text)
  const sent = recorder.transport.send('http://localhost:1/LoadAmazonBalance', message)
  const [taken] = recorder.take()
  amazon.reject(new TransportError('timeout', false, null))
  await assert.rejects(sent)
  assert.equal(taken?.exchange.trouble, 'timeout')
})
