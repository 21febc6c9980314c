import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClosers } from './closers.ts'

test('what was begun is ended once, the last first, also what is still beginning', async () => {
  const closers = createClosers()
  const ended: string[] = []
  const end = async (name: string) => void ended.push(name)
  closers.opening(() => 'directory', end)
  const beginning = Promise.withResolvers<string>()
  closers.opening(
    () => beginning.promise,
    async begun => end(await begun),
  )
  const closings = [closers.close(), closers.close()]
  assert.throws(() => closers.opening(() => assert.fail('it was begun'), end), /was stopped/)
  beginning.resolve('server')
  await Promise.all(closings)
  assert.deepEqual(ended, ['server', 'directory'])
})

test('one that cannot be ended is told and keeps no other from it', async t => {
  const told = t.mock.method(console, 'error', () => {})
  const closers = createClosers()
  let removed = false
  closers.opening(
    () => 'directory',
    async () => {
      removed = true
    },
  )
  closers.opening(
    () => 'server',
    async () => {
      throw new Error('it does not answer')
    },
  )
  await closers.close()
  assert.equal(removed, true)
  assert.match(String(told.mock.calls[0]?.arguments[0]), /it does not answer/)
})
