/** The first thing that is wrong with an export is named, whoever had the database in hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chainHash, chainStart } from '../../src/domain/deposit-event.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { consented } from '../helpers/consented.ts'
import { history, problemOf } from '../helpers/exported.ts'
import type { TestService } from '../helpers/service.ts'

/** What somebody does who owns the database. */
async function tamper({ database }: TestService, statement: string, values: unknown[] = []): Promise<void> {
  await database.transaction(async tx => {
    await tx.query("set local session_replication_role = 'replica'")
    await tx.query(statement, values)
  })
}

test('an entry that was changed is named', async t => {
  const { service, ids, known } = await history(t)
  const [id = ''] = ids
  // The database itself refuses a payload without its hash, until its owner takes that away.
  await tamper(service, 'alter table deposit_event drop constraint deposit_event_check')
  await tamper(
    service,
    `update deposit_event set payload = replace(payload, '2500', '9900') where claim_link_id = $1 and sequence = 1`,
    [id],
  )
  assert.equal(
    await problemOf(t, service, known),
    `claim link ${id}, entry 1: its payload does not have its hash`,
  )
})

/** Writes another amount into the log of a deposit and makes every hash of it anew. */
async function forge(service: TestService, id: string): Promise<void> {
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
}

test('a chain that was made anew as a whole is found, also by the next honest checkpoint over it', async t => {
  const { service, ids, known } = await history(t)
  await forge(service, ids[0] ?? '')
  const found = /^checkpoint 1 covered 3 deposits with 5 entries.*among or missing from the 3 chains/
  assert.match((await problemOf(t, service, known)) ?? '', found)
  await consented(service)
  const newest = await closeCheckpoint(service.context)
  assert.equal(newest?.number, 3)
  assert.match((await problemOf(t, service, newest)) ?? '', found)
})

test('where only one chain went on since the checkpoint before, the forged one is named', async t => {
  const { service } = await history(t)
  const id = await consented(service)
  await closeCheckpoint(service.context)
  await forge(service, id)
  assert.match(
    (await problemOf(t, service, null)) ?? '',
    new RegExp(`^checkpoint 3 covered 4 deposits .* the 1 chains .* claim link ${id}, entry 1`),
  )
})

/** $1 was sent before checkpoint 1, and its log has three entries: consented, sending, deposited. */
const tamperings: ReadonlyArray<readonly [what: string, statements: readonly string[], found: RegExp]> = [
  [
    'the last entry is dropped',
    ['delete from deposit_event where claim_link_id = $1 and sequence = 3'],
    /claim link .*, entry 3: the deposit has 3 entries, 2 are here/,
  ],
  [
    'the last entry is dropped and the deposit set back',
    [
      'delete from deposit_event where claim_link_id = $1 and sequence = 3',
      `update deposit set state = 'sending', decided_at = null, leased_until = now(), events = 2,
         chain_head = (select hash from deposit_event where claim_link_id = $1 and sequence = 2)
       where claim_link_id = $1`,
    ],
    /^checkpoint 1 covered 3 deposits with 5 entries, these are others \(3 with 4\)/,
  ],
  [
    'a deposit is dropped with its log',
    [
      'delete from deposit_event where claim_link_id = $1',
      'delete from attempt where claim_link_id = $1',
      'delete from deposit where claim_link_id = $1',
    ],
    /^checkpoint 1 covered 3 deposits with 5 entries, these are others \(2 with 2\)/,
  ],
  [
    'an entry in the middle is dropped',
    ['delete from deposit_event where claim_link_id = $1 and sequence = 2'],
    /entry 3: it follows number 1: entries are missing/,
  ],
  [
    'an entry is added',
    [
      `insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
         select claim_link_id, 4, payload, previous_hash, hash from deposit_event
         where claim_link_id = $1 and sequence = 3`,
    ],
    /entry 4: it does not follow from the entry before/,
  ],
  [
    'two entries are swapped',
    [
      'update deposit_event set sequence = 9 where claim_link_id = $1 and sequence = 1',
      'update deposit_event set sequence = 1 where claim_link_id = $1 and sequence = 2',
      'update deposit_event set sequence = 2 where claim_link_id = $1 and sequence = 9',
    ],
    /entry 1: it does not follow from the entry before/,
  ],
  [
    'an old entry is called a new one',
    ['update deposit_event set checkpoint = 2 where claim_link_id = $1'],
    /^checkpoint 1 covered 3 deposits with 5 entries, these are others \(2 with 2\)/,
  ],
  [
    'a deposit is dropped and its log kept',
    ['delete from attempt where claim_link_id = $1', 'delete from deposit where claim_link_id = $1'],
    /there is no deposit for it/,
  ],
  [
    'a deposit is called refused',
    [`update deposit set state = 'refused' where claim_link_id = $1`],
    /the log ends with deposited, the deposit is refused/,
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
    for (const statement of statements) await tamper(service, statement, [ids[0]])
    assert.match((await problemOf(t, service, known)) ?? 'nothing was found', found)
    // Nor does the next checkpoint, which is honest about what it finds, heal it.
    await consented(service)
    const newest = await closeCheckpoint(service.context)
    assert.match((await problemOf(t, service, newest ?? null)) ?? 'nothing was found', found)
  })
}

/** Each is a row beside a log that is whole; $1 is as above. */
const rowTamperings: ReadonlyArray<readonly [what: string, statement: string, found: RegExp]> = [
  ['amount', 'update deposit set amount_minor = 9900', /: its row says amountMinor 9900, its log 2500$/],
  ['currency', "update deposit set currency = 'EUR'", /: its row says currency EUR, its log USD$/],
  ['request id', "update deposit set request_id = 'Other1'", /: its row says requestId Other1, its log \w+$/],
  [
    'person',
    "update deposit set account_hash = sha256('mallory')",
    /: its row says accountHash [0-9a-f]{64}, its log [0-9a-f]{64}$/,
  ],
  [
    'bytes',
    "update deposit set body_hash = sha256('other'), body = null",
    /: its row says bodySha256 [0-9a-f]{64}, its log [0-9a-f]{64}$/,
  ],
  ['reason', "update deposit set reason = 'resolved'", /: its row says reason resolved, its log \w+$/],
  ['count of attempts', 'update deposit set attempts = 2', /: its row says attempts 2, its log 1$/],
  [
    'outcome of an attempt',
    "update attempt set outcome = 'refused', applied = 'no'",
    /, attempt 1: its row says outcome refused, its log deposited$/,
  ],
  [
    'status of an attempt',
    'update attempt set http_status = 400',
    /its row says httpStatus 400, its log 200$/,
  ],
  [
    "Amazon's id of an attempt",
    "update attempt set amazon_request_id = 'other'",
    /its row says amazonRequestId other, its log \S+$/,
  ],
  ['number of an attempt', 'update attempt set number = 2', /attempt 2: its row says number 2, its log 1$/],
  ['absence of an attempt', 'delete from attempt', /: its log has 1 attempts, 0 are here$/],
]

for (const [what, statement, found] of rowTamperings) {
  test(`a row is held against its log: the ${what}`, async t => {
    const { service, ids, known } = await history(t)
    const [id = ''] = ids
    await tamper(service, `${statement} where claim_link_id = $1`, [id])
    const problem = (await problemOf(t, service, known)) ?? 'nothing was found'
    assert.match(problem, new RegExp(`^claim link ${id}`))
    assert.match(problem, found)
  })
}

test('an attempt that no entry tells of is named, and so is one without a deposit', async t => {
  const { service, ids, known } = await history(t)
  const [id = ''] = ids
  const add = 'insert into attempt (claim_link_id, number) values ($1, 2)'
  await tamper(service, add, [id])
  const invented = `claim link ${id}, attempt 2: its log has none of that number`
  assert.equal(await problemOf(t, service, known), invented)
  await tamper(service, 'delete from attempt where claim_link_id = $1 and number = 2', [id])
  const nobody = 'Z'.repeat(26)
  await tamper(service, add, [nobody])
  assert.equal(
    await problemOf(t, service, known),
    `claim link ${nobody}, attempt 2: there is no deposit for it`,
  )
})

test('a database that was rolled back is found against a checkpoint from outside, however it was used since', async t => {
  const { service } = await history(t)
  await consented(service)
  const newest = await closeCheckpoint(service.context)
  assert.ok(newest)
  await tamper(service, 'delete from checkpoint where number = 3')
  await tamper(service, 'delete from deposit_event where checkpoint = 3')
  await tamper(
    service,
    'delete from deposit where not exists (select from deposit_event e where e.claim_link_id = deposit.claim_link_id)',
  )
  await tamper(service, 'update open_checkpoint set number = 3')
  assert.equal(await problemOf(t, service, null), null, 'it looks whole')
  assert.match(
    (await problemOf(t, service, newest)) ?? '',
    /^this export ends at checkpoint 2 of \S+, and .* is checkpoint 3 of .*, or the database was rolled back;/,
  )
  await consented(service)
  assert.equal((await closeCheckpoint(service.context))?.number, 3)
  assert.match((await problemOf(t, service, newest)) ?? '', /^checkpoint 3: it is not the one that was kept/)
})
