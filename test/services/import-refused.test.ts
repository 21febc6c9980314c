/** An export that does not fit is not imported at all, and the line that does not fit is named. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DomainError } from '../../src/domain/errors.ts'
import { importExport } from '../../src/services/import.ts'
import { findHold } from '../../src/storage/partner-account.ts'
import { consented, startCore } from '../helpers/consented.ts'
import { exported, fileOf, importInto } from '../helpers/imported.ts'
import { startAnew } from '../helpers/restored.ts'
import { closers, type TestService } from '../helpers/service.ts'

/** The database on line 1, a campaign on line 2, its two links on lines 3 and 4, and the deposit of one of them on line 5. */
async function start(t: TestContext): Promise<{ second: TestService; lines: string[] }> {
  const first = await startCore(t)
  await consented(first)
  const [campaign] = await first.database.query<{ id: string }>('select id from campaign')
  await first.links({ ...(await first.campaign()), id: campaign?.id ?? '' })
  await first.database.query('delete from campaign where id <> $1', [campaign?.id])
  return { second: await startAnew(first, closers(t)), lines: await exported(first) }
}

function changed(lines: readonly string[], line: number, change: (text: string) => string): string[] {
  return lines.map((text, index) => (index === line - 1 ? change(text) : text))
}

const cases: readonly [string, (lines: readonly string[]) => readonly string[], RegExp][] = [
  [
    'is cut within a line',
    lines => changed(lines.slice(0, 4), 4, text => text.slice(0, -40)),
    /has 4 rows, and the last one that counts them is missing: it is not the whole file/,
  ],
  [
    'is cut between two lines',
    lines => lines.slice(0, 4),
    /has 4 rows, and the last one that counts them is missing: it is not the whole file/,
  ],
  [
    'is of an older release and cut within a line',
    lines => changed(lines.slice(1, 4), 3, text => text.slice(0, -40)),
    /^line 3 of the export: it is no whole claim-link row/,
  ],
  [
    'is of an older release and cut between two lines',
    lines => lines.slice(1, 4),
    /has 1 claimed links and 0 deposits: it is not the whole file$/,
  ],
  ['is something else', () => ['id,amount'], /^line 1 of the export: it is no row of an export$/],
  [
    'has no campaign',
    lines => [lines[0] ?? '', '{"type":"end","rows":1}'],
    /has no campaign: is it the whole file\?$/,
  ],
  ['is empty', () => [], /has 0 rows, and the last one that counts them is missing/],
  [
    'has a link of no campaign',
    lines => changed(lines, 3, text => text.replace(/"campaignId":"\w+"/, '"campaignId":"0000000000"')),
    /^line 3 of the export: its campaign 0000000000 is not in the export/,
  ],
  [
    'has a link without an amount',
    lines => changed(lines, 3, text => text.replace('"amountMinor":2500', '"amountMinor":0')),
    /^line 3 of the export: it is no whole claim-link row; look at its amountMinor$/,
  ],
  [
    'is of another environment',
    lines => changed(lines, 2, text => text.replace('"amazonEnv":"emulator"', '"amazonEnv":"sandbox"')),
    /^line 2 of the export: partner account "default" was in sandbox at emulator, and is in emulator at emulator here$/,
  ],
  [
    'has a link twice',
    lines => lines.toSpliced(3, 0, lines[3] ?? '').with(-1, `{"type":"end","rows":${lines.length}}`),
    /^lines 3 to 5 of the export: the database does not take what is there \(claim_link_pkey\)/,
  ],
  [
    'is of a partner account that is not configured',
    lines => changed(lines, 2, text => text.replace('"default"', '"europe"')),
    /^line 2 of the export: partner account "europe" is not configured; configure it as it was$/,
  ],
  [
    'is in another currency',
    lines => changed(lines, 2, text => text.replace('"USD"', '"EUR"')),
    /^line 2 of the export: campaign \w+ is in EUR, and partner account "default" in USD/,
  ],
  [
    'was made with another partner id',
    lines => changed(lines, 5, text => text.replace('"requestId":"Emul1', '"requestId":"Acme1')),
    /^line 5 of the export: it was not made with the partner id of partner account "default"/,
  ],
]

for (const [what, change, said] of cases) {
  test(`nothing is imported from an export that ${what}`, async t => {
    const { second, lines } = await start(t)
    await assert.rejects(importInto(second, fileOf(t, change(lines))), (error: unknown) => {
      assert.ok(error instanceof DomainError)
      assert.match(error.message, said)
      return true
    })
    assert.deepEqual(await second.database.query('select from campaign'), [])
    assert.equal(await findHold(second.database, 'default'), null)
    assert.partialDeepStrictEqual(await importInto(second, fileOf(t, lines)), { claimLinks: 2 })
  })
}

test('an export is imported only into a database without campaigns, and only with a reason', async t => {
  const { second, lines } = await start(t)
  const file = fileOf(t, lines)
  const silent = importExport(second.context, file, { by: 'Olga', reason: null }, () => {})
  await assert.rejects(silent, /^DomainError: reason: must say why/)
  await importInto(second, file)
  const before = await exported(second)
  await assert.rejects(importInto(second, file), /^DomainError: import: this database has campaigns already/)
  assert.deepEqual(await exported(second), before)
})

test('of two imports at the same time one is done, and the other finds the campaigns', async t => {
  const { second, lines } = await start(t)
  const file = fileOf(t, lines)
  const both = await Promise.allSettled([importInto(second, file), importInto(second, file)])
  const refusals = both.flatMap(one => (one.status === 'rejected' ? [String(one.reason)] : []))
  assert.equal(refusals.length, 1)
  assert.match(refusals[0] ?? '', /this database has campaigns already/)
})
