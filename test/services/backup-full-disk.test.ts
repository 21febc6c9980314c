/** A disk that fills up while a large table is copied out: the backup ends, and so does what it held open. */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { backup } from '../../src/services/backup.ts'
import { backedUp, writeMuch } from '../helpers/backed-up.ts'
import { startCore } from '../helpers/consented.ts'
import { eventually } from '../helpers/program.ts'

/** Takes some of a table and then no more. */
function fullDisk(): Writable {
  let room = 100_000
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      room -= chunk.length
      done(room < 0 ? new Error('ENOSPC') : null)
    },
  })
}

test('a backup that is given up half-way ends with its snapshot, and the next ones are whole', {
  timeout: 30_000,
}, async t => {
  const service = await startCore(t)
  await writeMuch(service)
  // Once more than there are connections for it: none may be lost.
  for (let times = 0; times < 5; times++) {
    const given = backup(
      service.context,
      parts => pipeline(parts, fullDisk()),
      () => {},
    )
    await assert.rejects(given, /^Error: ENOSPC$/)
  }
  const open = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    and backend_type = 'client backend' and state <> 'idle'`
  await eventually(async () => (await service.database.query(open)).length === 0)
  for (let times = 0; times < 2; times++) assert.match(await backedUp(service), /\n\{"end":true,.*\}\n$/)
})
