/** An export is whole, or the first thing that is wrong with it is named, whoever had the database in hand. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import { chainHash, chainStart } from '../../src/domain/deposit-event.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { exportRows } from '../../src/services/export.ts'
import { verifyExport } from '../../src/services/verify.ts'
import { consented, freshLinkId, sendAlone, startCore } from '../helpers/consented.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import type { TestService } from '../helpers/service.ts'

/** Three deposits, two of them sent, with a checkpoint in between and another at the end. */
async function history(t: TestContext): Promise<{ service: TestService; ids: string[]; known: Checkpoint }> {
  const service = await startCore(t)
  const ids = [await consented(service), await consented(service), await consented(service)]
  await sendAlone(service, ids[0] ?? '')
  const known = await closeCheckpoint(service.context)
  await sendAlone(service, ids[1] ?? '')
  await closeCheckpoint(service.context)
  assert.ok(known)
  return { service, ids: ids.toSorted(), known }
}

async function problemOf(
  t: TestContext,
  { context }: TestService,
  known: Checkpoint | null,
): Promise<string | null> {
  const dir = mkdtempSync(join(tmpdir(), 'verify-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const lines: string[] = []
  await exportRows(context, async row => void lines.push(JSON.stringify(row)))
  const file = join(dir, 'export.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return (await verifyExport(file, context.evidenceKey, known)).problem
}

/** What somebody does who owns the database. */
async function tamper({ database }: TestService, statement: string, values: unknown[] = []): Promise<void> {
  await database.transaction(async tx => {
    await tx.query("set local session_replication_role = 'replica'")
    await tx.query(statement, values)
  })
}

test('an honest export is whole, with its checkpoints and against a kept one', async t => {
  const { service, known } = await history(t)
  assert.equal(await problemOf(t, service, null), null)
  assert.equal(await problemOf(t, service, known), null)
  await consented(service)
  assert.equal(await problemOf(t, service, known), null, 'what no checkpoint covers yet is no problem')
})

test('what a reconciliation closed is whole: a waiting deposit, a forgotten claim, a contradiction', async t => {
  const service = await startCore(t)
  const [waiting, contradicted] = [await consented(service), await consented(service)]
  const forgotten = await freshLinkId(service)
  const records = [waiting, forgotten].map(id => recordOf(id))
  const closed = await close(service, madeUp([...records, recordOf(contradicted, { amountMinor: 1 })]))
  assert.deepEqual(closed, { deposit: 1, claim: 1, review: 1 })
  assert.equal(await problemOf(t, service, (await closeCheckpoint(service.context)) ?? null), null)
})

test('an entry that was changed is named', async t => {
  const { service, ids, known } = await history(t)
  const [id = ''] = ids
  await tamper(service, `alter table deposit_event drop constraint if exists deposit_event_check`)
  await tamper(
    service,
    `update deposit_event set payload = replace(payload, '2500', '9900') where claim_link_id = $1 and sequence = 1`,
    [id],
  ).catch(() => {})
  const problem = await problemOf(t, service, known)
  if (problem === null) assert.fail('the change was not found')
  assert.match(problem, new RegExp(`claim link ${id}, entry 1: its payload does not have its hash`))
})

test('a chain that was made anew as a whole is found by the checkpoint that covers it', async t => {
  const { service, ids, known } = await history(t)
  const [id = ''] = ids
  const entries = await service.database.query<{ sequence: number; payload: string }>(
    'select sequence, payload from deposit_event where claim_link_id = $1 order by sequence',
    [id],
  )
  let head = chainStart
  for (const { sequence, payload } of entries) {
    const forged = payload.replace('2500', '9900')
    const hash = chainHash(head, forged)
    await tamper(
      service,
      'update deposit_event set payload = $3, previous_hash = $4, hash = $5 where claim_link_id = $1 and sequence = $2',
      [id, sequence, forged, head, hash],
    )
    head = hash
  }
  await tamper(service, 'update deposit set chain_head = $2 where claim_link_id = $1', [id, head])
  assert.match(
    (await problemOf(t, service, known)) ?? '',
    /checkpoint 2 covers 3 deposits .* changed, dropped or added/,
  )
})

const tamperings: ReadonlyArray<readonly [what: string, statements: readonly string[], found: RegExp]> = [
  [
    'the last entry is dropped',
    [
      'delete from deposit_event where claim_link_id = $1 and sequence = (select max(sequence) from deposit_event where claim_link_id = $1)',
    ],
    /claim link .*: the deposit has \d entries, \d are here/,
  ],
  [
    'the last entry is dropped and the deposit set back',
    [
      'delete from deposit_event where claim_link_id = $1 and sequence = (select max(sequence) from deposit_event where claim_link_id = $1)',
      `update deposit set events = coalesce((select max(sequence) from deposit_event where claim_link_id = $1), 0),
         chain_head = coalesce((select hash from deposit_event where claim_link_id = $1 order by sequence desc limit 1), chain_head)
       where claim_link_id = $1`,
    ],
    /the log ends with|checkpoint 2 covers|entries/,
  ],
  [
    'a deposit is dropped with its log',
    [
      'delete from deposit_event where claim_link_id = $1',
      'delete from attempt where claim_link_id = $1',
      'delete from deposit where claim_link_id = $1',
    ],
    /checkpoint 2 covers 3 deposits .* these are others \(2/,
  ],
  [
    'an entry in the middle is dropped',
    ['delete from deposit_event where claim_link_id = $1 and sequence = 1'],
    /entry \d: it follows number 0|entries/,
  ],
  [
    'a deposit is dropped and its log kept',
    ['delete from attempt where claim_link_id = $1', 'delete from deposit where claim_link_id = $1'],
    /there is no deposit for it/,
  ],
  [
    'a deposit is called deposited',
    [
      `update deposit set state = 'refused', decided_at = now(), leased_until = null where claim_link_id = $1`,
    ],
    /the deposit is refused/,
  ],
  [
    'a checkpoint is dropped',
    ["delete from checkpoint where number = 1 and $1 <> ''"],
    /checkpoint 2: it was not made with this evidence key, or not after the one before/,
  ],
  [
    'the newest checkpoint is changed',
    ["update checkpoint set events = events - 1 where number = 2 and $1 <> ''"],
    /checkpoint 2: it was not made with this evidence key/,
  ],
]

for (const [what, statements, found] of tamperings) {
  test(`it is found when ${what}`, async t => {
    const { service, ids, known } = await history(t)
    for (const statement of statements) await tamper(service, statement, [ids[1]])
    assert.match((await problemOf(t, service, known)) ?? 'nothing was found', found)
  })
}

test('a database that was rolled back whole is found only against a checkpoint from outside', async t => {
  const { service } = await history(t)
  const other = await history(t)
  const [newest] = await other.service.database.query<{ number: number }>(
    'select max(number) as number from checkpoint',
  )
  assert.equal(newest?.number, 2)
  const later = {
    number: 7,
    at: new Date(),
    deposits: 9,
    events: 9,
    head: 'ab'.repeat(32),
    mac: 'cd'.repeat(32),
  }
  assert.equal(await problemOf(t, service, null), null)
  assert.match(
    (await problemOf(t, service, later)) ?? '',
    /checkpoint 7, .* is missing: the database was rolled back/,
  )
})
