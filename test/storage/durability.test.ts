/** What is on disk before it is answered: all that is owed, and none of the way to Amazon and back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as signIns from '../../src/storage/sign-in.ts'
import { consented, freshLinkId, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

/** Notes of every change of these tables whether its commit waits for the disk. */
async function watchCommits({ database }: TestService, tables: readonly string[]): Promise<void> {
  await database.query('create table seen (at text, waits text)')
  await database.query(
    `create function note_commit() returns trigger language plpgsql as $$
     begin insert into seen values (tg_table_name, current_setting('synchronous_commit')); return null; end $$`,
  )
  for (const table of tables)
    await database.query(
      `create constraint trigger note after insert or update on ${table} deferrable initially deferred
       for each row execute function note_commit()`,
    )
}

async function seen({ database }: TestService): Promise<{ at: string; waits: string; count: number }[]> {
  return await database.query('select at, waits, count(*) from seen group by at, waits order by at, waits')
}

test('a sign-in is answered before it is on disk, and the next statement waits for the disk again', async t => {
  const service = await startCore(t)
  await watchCommits(service, ['sign_in', 'browser_session'])
  const id = await freshLinkId(service)
  await signedIn(service, id)
  assert.deepEqual(await seen(service), [
    { at: 'browser_session', waits: 'off', count: 2 },
    { at: 'sign_in', waits: 'off', count: 3 },
  ])
  await signIns.rehearse(service.database, (await signedIn(service, id)).signIn.id)
  assert.deepEqual((await seen(service)).at(-1), { at: 'sign_in', waits: 'on', count: 1 })
})

test('a deposit is on disk before anybody hears of it, from consent to the answer', async t => {
  const service = await startCore(t)
  await watchCommits(service, ['deposit', 'attempt', 'campaign'])
  await sendAlone(service, await consented(service))
  const commits = await seen(service)
  assert.deepEqual(new Set(commits.map(({ waits }) => waits)), new Set(['on']))
  assert.deepEqual(new Set(commits.map(({ at }) => at)), new Set(['attempt', 'campaign', 'deposit']))
})
