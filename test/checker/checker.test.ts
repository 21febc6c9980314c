/** The checker on fabricated histories: a good one passes, and each bad one is caught under the name of its invariant. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { check, judge, tableOf } from './checker.ts'
import { readEvidence, usualTerms } from './evidence.ts'
import { badMoney } from './history/bad-money.ts'
import { badRecord } from './history/bad-record.ts'
import { goodHistory } from './history/claim.ts'
import { evidenceOf, textsOf } from './history/files.ts'
import { emptyHistory } from './history/history.ts'
import { honest } from './history/honest.ts'

test('a good history breaks nothing and leaves nothing but liveness unchecked', () => {
  const verdicts = judge(evidenceOf(goodHistory()))
  assert.deepEqual(
    verdicts.flatMap(({ violations }) => violations),
    [],
  )
  assert.deepEqual(
    verdicts.filter(({ checked }) => checked === null).map(({ name }) => name),
    ['I14'],
  )
})

const bad = [...badMoney, ...badRecord]
for (const [name, what, words, spoil, terms] of bad) {
  test(`${name} names ${what}`, () => {
    const history = goodHistory()
    spoil(history)
    const found = check(evidenceOf(history, terms))
    assert.ok(
      found.some(({ invariant, message }) => invariant === name && words.test(message)),
      `found ${JSON.stringify(found)}`,
    )
  })
}

test('every invariant has a bad history', () => {
  const named = new Set(bad.map(([name]) => name))
  assert.equal(named.size, 17)
})

for (const [what, spoil, terms] of honest) {
  test(`the checker leaves alone ${what}`, () => {
    const history = goodHistory()
    spoil(history)
    assert.deepEqual(check(evidenceOf(history, terms)), [])
  })
}

test('an export that was cut is judged by nobody', () => {
  const texts = textsOf(goodHistory())
  const cut = texts.export.split('\n').slice(0, -1).join('\n')
  assert.throws(
    () => readEvidence({ ...texts, export: cut }, { ...usualTerms, takenAt: 0 }),
    /not the whole file/,
  )
})

test('what has no input is not checked, and says so', () => {
  const verdicts = judge(readEvidence({ export: '' }, { ...usualTerms, takenAt: 0 }))
  assert.equal(verdicts.filter(({ checked }) => checked === null).length, 17)
  assert.equal(tableOf(verdicts).match(/not checked/g)?.length, 17)
})

test('an empty campaign with nothing to say passes', () => {
  assert.deepEqual(check(evidenceOf(emptyHistory())), [])
})

test('the checker shares no code with what it judges', () => {
  const names = ['.', 'history'].flatMap(folder =>
    readdirSync(join(import.meta.dirname, folder)).map(name => join(folder, name)),
  )
  const own = names.filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  assert.ok(own.length > 15)
  const imports = own.flatMap(name => [
    ...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/from '([^']+)'/g),
  ])
  const foreign = imports
    .map(([, from = '']) => from)
    .filter(from => !/^(node:|\.\/|\.\.\/[\w-]+\.ts$)/.test(from))
  assert.deepEqual(foreign, [])
})
