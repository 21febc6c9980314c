/** An export that is not whole is noticed, wherever it was cut, also where no checkpoint is known from outside. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { verifyExport } from '../../src/services/verify.ts'
import { history } from '../helpers/exported.ts'
import { exported, fileOf } from '../helpers/imported.ts'

/** Rejects, or says what is wrong; null where nothing was noticed. */
async function problemIn(
  t: TestContext,
  lines: readonly string[],
  evidenceKey: string,
): Promise<string | null> {
  return await verifyExport(fileOf(t, lines), [evidenceKey], null).then(
    ({ problem }) => problem,
    (error: Error) => error.message,
  )
}

test('an export that lacks rows at its end, at its beginning or between is not whole', async t => {
  const { service } = await history(t)
  const lines = await exported(service)
  const problem = (some: readonly string[]) => problemIn(t, some, service.context.evidenceKey)
  assert.equal(await problem(lines), null)
  for (const length of lines.keys())
    assert.match(
      (await problem(lines.slice(0, length))) ?? '',
      new RegExp(`has ${length} rows, and the last one that counts them is missing|checkpoint \\d`),
      `cut after ${length} rows`,
    )
  for (const at of lines.keys())
    assert.notEqual(await problem(lines.toSpliced(at, 1)), null, `without row ${at + 1}`)
  assert.match((await problem(lines.slice(1))) ?? '', /: it counts \d+ rows, and \d+ are here/)
  const half = lines.at(-1)?.slice(0, -1) ?? ''
  assert.match((await problem(lines.with(-1, half))) ?? '', /it is no whole end row/)
  assert.match((await problem([...lines, ...lines])) ?? '', /it comes after the end of the export/)
})

test('an export of an older release is whole without a count, and its claimed links have to have their deposits', async t => {
  const { service } = await history(t)
  const older = (await exported(service)).filter(line => !/^\{"type":"(database|end)"/.test(line))
  const problem = (some: readonly string[]) => problemIn(t, some, service.context.evidenceKey)
  assert.equal(await problem(older), null)
  const offers = older.filter(line => /^\{"type":"(campaign|claim-link)"/.test(line))
  assert.match((await problem(offers)) ?? '', /has 3 claimed links and 0 deposits: it is not the whole file$/)
})

test('what is no export at all is not whole', async () => {
  await assert.rejects(verifyExport('/dev/null', ['a key'], null), /the export "\/dev\/null" has 0 rows/)
})
