/** Archives that others can open: names in any language, no entry, more than the old format counts, more than 4 GB. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ZipEntry, zip } from '../../src/services/zip.ts'
import { entriesOf, unzip } from '../helpers/zip.ts'

async function* each(entries: Iterable<ZipEntry>): AsyncGenerator<ZipEntry> {
  yield* entries
}

async function parts(entries: Iterable<ZipEntry>): Promise<Buffer[]> {
  const made: Buffer[] = []
  for await (const part of zip(each(entries))) made.push(part)
  return made
}

test('what goes in comes out, in its order', async () => {
  const entries = ['a.svg', 'Åsa.svg', '山田.png', 'empty'].map(name => ({
    name,
    content: Buffer.from(name === 'empty' ? '' : `content of ${name}`),
  }))
  const files = await unzip(await parts(entries))
  assert.deepEqual(
    [...files],
    entries.map(({ name, content }) => [name, content]),
  )
})

test('an archive of nothing is an archive', async () => {
  assert.equal((await unzip(await parts([]))).size, 0)
})

test('the same entries make the same bytes', async () => {
  const entries = [{ name: 'a', content: Buffer.from('x') }]
  assert.deepEqual(Buffer.concat(await parts(entries)), Buffer.concat(await parts(entries)))
})

for (const count of [65_534, 65_535, 65_536])
  test(`${count} entries are all there`, async () => {
    const content = Buffer.from('x')
    const archive = await parts(Array.from({ length: count }, (_, index) => ({ name: `${index}`, content })))
    let seen = 0
    for await (const [name] of entriesOf(archive)) assert.equal(name, String(seen++))
    assert.equal(seen, count)
  })

test('an entry beyond 4 GB is found', async () => {
  const large = Buffer.alloc(2 ** 28)
  const entries = Array.from({ length: 17 }, (_, index) => ({ name: `large-${index}`, content: large }))
  const archive = await parts([...entries, { name: 'last', content: Buffer.from('here') }])
  const found: string[] = []
  for await (const [name, read] of entriesOf(archive))
    found.push(name === 'last' ? (await read()).toString() : name)
  assert.deepEqual(found, [...entries.map(({ name }) => name), 'here'])
})
