/** Names of files made of a marketer's references: good on every file system, and never two the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFileNames } from '../../src/domain/file-name.ts'

const one = (text: string) => createFileNames()(text)

test('ordinary references stay as they are', () => {
  for (const text of ['ann', 'C-0042', 'Åsa_Öberg', 'jane.doe', '山田', 'ORDER.2026-11'])
    assert.equal(one(text), text.normalize('NFC'))
})

test('nothing leads out of the folder, names a device or is hidden', () => {
  const expected: ReadonlyArray<readonly [string, string]> = [
    ['../../etc/passwd', '_._etc_passwd'],
    ['..\\..\\windows\\system32', '_._windows_system32'],
    ['/etc/passwd', '_etc_passwd'],
    ['C:\\x', 'C_x'],
    ['..', 'link'],
    ['.', 'link'],
    ['', 'link'],
    ['.htaccess', 'htaccess'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['COM1', '_COM1'],
    ['lpt9.a.b', '_lpt9.a.b'],
    ['console', 'console'],
    ['a\0b\nc', 'a_b_c'],
    ['a. ', 'a._'],
    ['ends.', 'ends'],
    ['-rf', 'rf'],
    ['x<>:"|?*y', 'x_y'],
    ['jane@example.com', 'jane_example.com'],
  ]
  for (const [text, name] of expected) assert.equal(one(text), name, JSON.stringify(text))
})

test('what a file system may take for one file is told apart', () => {
  const name = createFileNames()
  const texts = ['ann', 'Ann', 'ANN', 'ann', 'ann-2', 'ann/', 'ann?', 'e\u0301', '\u00e9', '', '']
  assert.deepEqual(texts.map(name), [
    'ann',
    'Ann-2',
    'ANN-3',
    'ann-4',
    'ann-2-2',
    'ann_',
    'ann_-2',
    'é',
    'é-2',
    'link',
    'link-2',
  ])
})

test('a hundred thousand of the same name take no longer than of different ones', () => {
  const name = createFileNames()
  const names = new Set(Array.from({ length: 100_000 }, () => name('same')))
  assert.equal(names.size, 100_000)
})

test('whatever the text, the name is safe, short and new', () => {
  const texts = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('con', 'a', 'A', '../a', 'a.')),
    {
      maxLength: 40,
    },
  )
  fc.assert(
    fc.property(texts, list => {
      const name = createFileNames()
      const names = list.map(name)
      assert.equal(new Set(names.map(each => each.normalize('NFKC').toLowerCase())).size, names.length)
      for (const each of names) {
        assert.match(each, /^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u)
        assert.doesNotMatch(each, /\.$|\.\.|^(con|nul)(\.|$)/i)
        assert.ok(Buffer.byteLength(each) <= 250, each)
      }
    }),
  )
})
