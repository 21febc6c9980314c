/** Words of a status that nobody foresaw: counted, named, and shown without harm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countStatusWords, listStatusWords } from '../../src/domain/status-word.ts'

function shown(words: readonly string[], named: readonly string[] = []): string {
  const counted = countStatusWords(new Set(named))
  for (const word of words) counted.add(word)
  return listStatusWords(counted.list())
}

test('what nobody has named comes first, then what is there most often; the empty word is seen', () => {
  assert.equal(shown([]), '')
  assert.equal(shown(['No', 'No', 'COMPLETED', '', ''], ['No']), '"" 2, COMPLETED 1, No 2')
})

test('a handful is shown, each short, on one line and without control characters', () => {
  assert.equal(shown(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a 1, b 1, c 1, d 1, e 1, and others')
  assert.equal(shown(['x'.repeat(50_000)]), `${'x'.repeat(40)}… 1`)
  assert.equal(shown(['a\u001b[2J\n\u202eb']), 'a\uFFFD[2J\uFFFD\uFFFDb 1')
})

test('however many words there are, one that is not named is never lost behind those that are', () => {
  const named = Array.from({ length: 150 }, (_, index) => `named ${index}`)
  const counted = countStatusWords(new Set(named))
  for (const word of [...named, 'COMPLETED']) counted.add(word)
  assert.deepEqual(counted.list()[0], { word: 'COMPLETED', count: 1, named: false })
  for (let index = 0; index < 10_000; index++) counted.add(`id ${index}`)
  assert.equal(counted.list().length, 250)
})
