/** What people say of the launch: by name, with a word, in the audit; and what a file that is handed in proves. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import { consent } from '../../src/services/consent.ts'
import type { Context } from '../../src/services/context.ts'
import { attach } from '../../src/services/launch-attach.ts'
import { examineNow, readLaunchList } from '../../src/services/launch-list.ts'
import { markDone, takeBack, waive } from '../../src/services/launch-mark.ts'
import { makeValidationLink } from '../../src/services/validation.ts'
import { launchedAt, launchPaid } from '../../src/storage/launch-mark.ts'
import { signedIn, startCore } from '../helpers/consented.ts'

async function startProduction(t: TestContext, changes: Partial<PartnerAccount['incentives']> = {}) {
  return inProduction((await startCore(t)).context, changes)
}

function inProduction(context: Context, changes: Partial<PartnerAccount['incentives']> = {}): Context {
  const account = context.accounts.get('default')
  if (!account) throw new Error('the configuration has an account')
  const incentives = { ...account.incentives, ...changes }
  const there = { ...account, incentives, amazonEnv: 'production' as const }
  return { ...context, accounts: new Map([['default', there]]) }
}

test('a validation link is small, and its deposit alone opens nothing when an export is brought back', async t => {
  const service = await startCore(t)
  const context = inProduction(service.context)
  const { database } = context
  await database.query("update partner_account set amazon_env = 'production'")
  const order = { by: 'Ann', amount: '10.01' }
  await assert.rejects(
    makeValidationLink(context, 'default', order),
    /amount: .* is worth 10\.00 USD at most/,
  )
  const { id } = await makeValidationLink(context, 'default', { by: 'Ann', amount: '10.00' })
  assert.equal(await consent(context, await signedIn({ ...service, context }, id)), true)
  await launchPaid(database)
  assert.equal(await launchedAt(database, 'default'), null)
  await database.query("update campaign set sender_name = 'Acme'")
  await launchPaid(database)
  assert.ok(await launchedAt(database, 'default'))
})

test('of validation links that are made at the same time one can be claimed', async t => {
  const service = await startCore(t)
  const context = inProduction(service.context)
  const { database } = context
  await database.query("update partner_account set amazon_env = 'production'")
  const make = (by: string, of = context) => makeValidationLink(of, 'default', { by })
  await make('Ann')
  // One transaction has begun when another one comes and is faster.
  let faster: { id: string } | undefined
  const transaction: typeof database.transaction = work =>
    database.transaction(async tx => {
      await tx.query('select 1')
      faster ??= await make('Ben')
      return await work(tx)
    })
  const slower = await make('Ann', { ...context, database: { ...database, transaction } })
  const last = await make('Cat')
  const claimed: boolean[] = []
  for (const id of [faster?.id ?? '', slower.id, last.id])
    claimed.push(await consent(context, await signedIn({ ...service, context }, id)))
  assert.deepEqual(claimed, [false, false, true])
})

test('a word on a step needs a name and a reason, and can be taken back; the audit keeps all of it', async t => {
  const context = await startProduction(t)
  const word = (changes: object) => ({ step: 'restore', by: 'Ann', note: 'on the spare machine', ...changes })
  const refused: ReadonlyArray<readonly [() => Promise<void>, RegExp]> = [
    [() => markDone(context, 'default', word({ by: ' ' })), /by: must be the name/],
    [() => markDone(context, 'default', word({ note: '' })), /note: must say why/],
    [() => waive(context, 'default', word({ note: ' ' })), /reason: must say why/],
    [() => markDone(context, 'default', word({ step: 'clock' })), /is not done by hand; it is looked at/],
    [() => markDone(context, 'default', word({ step: 'test-plan' })), /launch attach/],
    [() => waive(context, 'default', word({ step: 'no-such' })), /there is none called/],
    [() => takeBack(context, 'default', 'restore', 'Ann'), /nothing was said/],
  ]
  for (const [tried, words] of refused) await assert.rejects(tried, words)
  await markDone(context, 'default', word({}))
  await waive(context, 'default', word({ step: 'backup', note: 'the provider keeps snapshots' }))
  const stateOf = async (id: string) =>
    (await readLaunchList(context, 'default', examineNow(context))).steps.find(step => step.id === id)
  assert.equal((await stateOf('restore'))?.state, 'done')
  assert.deepEqual([(await stateOf('backup'))?.state, (await stateOf('backup'))?.mark?.by], ['waived', 'Ann'])
  await takeBack(context, 'default', 'backup', 'Ben')
  assert.equal((await stateOf('backup'))?.state, 'failed')
  const audited = await context.database.query<{ line: string }>(
    "select actor || ', ' || action || ', ' || (detail ->> 'step') as line from audit_entry order by id",
  )
  assert.deepEqual(
    audited.map(({ line }) => line),
    ['Ann, launch done, restore', 'Ann, launch waive, backup', 'Ben, launch take back, backup'],
  )
})

const report = {
  version: 1,
  environment: 'sandbox',
  host: 'agcod-v2-gamma.amazon.com',
  marketplace: 'US (USD)',
  partnerId: 'Emul1',
  finishedAt: '2026-11-20T10:00:00.000Z',
  by: 'ann',
  cases: [
    { id: 'OP-01', verdict: 'passed' },
    { id: 'LR-01', verdict: 'passed' },
    { id: 'JR-02', verdict: 'manual' },
  ],
}
const record = {
  version: 1,
  takenAt: '2026-11-20T10:00:00.000Z',
  host: 'agcod-v2-gamma.amazon.com',
  world: { echo: 'full', accountTypes: [2] },
}

test('a file proves what it is about, and nothing else', async t => {
  const context = await startProduction(t)
  const hand = (file: unknown) => attach(context, 'default', JSON.stringify(file), 'Ann')
  const cases = (verdicts: Record<string, string>) => ({
    ...report,
    cases: Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict })),
  })
  const refused: ReadonlyArray<readonly [unknown, RegExp]> = [
    [{ some: 'thing' }, /neither the report\.json/],
    [{ ...report, environment: 'emulator' }, /it is of emulator/],
    [
      { ...report, host: 'localhost:3001' },
      /it is of localhost:3001, and the sandbox of US is agcod-v2-gamma/,
    ],
    [{ ...record, host: 'agcod-v2-eu-gamma.amazon.com' }, /it is of agcod-v2-eu-gamma/],
    [{ ...report, partnerId: 'Othr1' }, /it is of the partner id Othr1, and this account’s is Emul1/],
    [{ ...report, finishedAt: 'never' }, /neither the report\.json/],
    [{ ...report, finishedAt: '2999-01-01T00:00:00.000Z' }, /which has not come yet/],
    [{ ...report, by: 'x\u0000y' }, /neither the report\.json/],
    [{ ...report, by: 'z'.repeat(1_000) }, /neither the report\.json/],
    [{ ...report, marketplace: 'DE (EUR)' }, /marketplace DE/],
    [cases({ 'OP-01': 'passed', 'LR-01': 'failed' }), /of its cases 1 failed/],
    [cases({ 'LR-01': 'passed' }), /OP-01 .* did not pass/],
    [cases({ 'OP-01': 'passed' }), /no case of LoadAmazonBalance/],
    [{ ...record, world: {} }, /answers neither/],
    [{ ...record, world: { echo: 'none' } }, /LOAD_ECHO is required/],
    [{ ...record, world: { accountTypes: [3] } }, /took \[3\]/],
  ]
  for (const [file, words] of refused) await assert.rejects(hand(file), words)
  await assert.rejects(attach(context, 'default', 'no JSON', 'Ann'), /neither the report\.json/)
  assert.equal((await context.database.query('select from launch_mark')).length, 0)
  assert.deepEqual(await hand(report), ['sandbox-call', 'test-plan'])
  assert.deepEqual(await hand(record), ['load-echo', 'account-type'])
  const { steps } = await readLaunchList(context, 'default', examineNow(context))
  const plan = steps.find(({ id }) => id === 'test-plan')
  assert.equal(plan?.state, 'passed')
  assert.match(plan?.says ?? '', /Report of 2026-11-20.*2 passed, 0 failed, 1 manual; run by ann/)
  assert.equal(steps.find(({ id }) => id === 'amount-unit')?.state, 'open')
})
