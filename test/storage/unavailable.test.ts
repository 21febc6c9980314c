/** A database that takes no work now, and the connections to one that takes no writes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../../src/storage/database.ts'
import { isUsable } from '../../src/storage/installation.ts'
import { away } from '../../src/storage/unavailable.ts'
import { beginReadOnly } from '../helpers/outage.ts'
import { closers, openTestStore } from '../helpers/service.ts'

test('whatever the way to the server fails of, the database is away', () => {
  for (const code of [
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    '25006',
    '57P03',
  ])
    assert.equal((away(Object.assign(new Error(), { code })) as { code?: string }).code, 'unavailable', code)
  const bug = Object.assign(new Error(), { code: '25001' })
  assert.equal(away(bug), bug)
})

const insert = "insert into installation (amazon_env) values ('sandbox')"
const writes: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  'a query': database => database.query(insert),
  'a transaction': database => database.transaction(tx => tx.query(insert)),
  'the last statement of a transaction': database => database.transaction(tx => tx.last(insert, [])),
}
for (const [name, write] of Object.entries(writes))
  test(`when a replica refuses ${name}, its connection and those beside it are not used again`, async t => {
    const { database } = await openTestStore(closers(t))
    const replica = await beginReadOnly(database)
    await Promise.all(Array.from({ length: 5 }, () => database.query('select pg_sleep(0.1)')))
    await replica.end()
    await assert.rejects(write(database), { name: 'DomainError', code: 'unavailable' })
    await write(database)
  })

test('a database is usable while it takes writes, and looking changes nothing', async t => {
  const { database } = await openTestStore(closers(t))
  await database.query(insert)
  const version = () => database.query('select xmin, xmax from installation')
  const before = await version()
  assert.equal(await isUsable(database), true)
  assert.deepEqual(await version(), before)
  const replica = await beginReadOnly(database)
  assert.equal(await isUsable(database), false)
  await replica.end()
  assert.equal(await isUsable(database), true)
})
