/** Batches and changes of many links on the command line: file in, file out, and what a script reads. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rowsOf } from '../helpers/batch.ts'
import { startCliWithCampaign } from '../helpers/cli.ts'

type Batch = { id: string; state: string; lines: number; present: number }
type Link = { id: string; state: string; externalId: string | null; expiresAt: string | null }

test('a CSV becomes live links in a file of its owner alone, and the same CSV makes nothing more', async t => {
  const { cli, campaign, variables } = await startCliWithCampaign(t)
  const at = (name: string) => join(variables.DATA_DIR ?? '', name)
  writeFileSync(at('in.csv'), 'external_id,city\nr-1,Bonn\nr-2,=Rome\n')
  const order = [
    'link',
    'order',
    '--campaign',
    campaign,
    '--csv',
    at('in.csv'),
    '--out',
    at('out.csv'),
    '--bom',
  ]
  const made = await cli(...order)
  assert.deepEqual([made.exit, made.stdout.trim().length], [0, 10])
  assert.match(made.stderr, /2 links are live\. They cannot be shown again/)
  const text = readFileSync(at('out.csv'), 'utf8')
  assert.ok(text.startsWith('\uFEFFexternal_id,city,claim_url,claim_token,'))
  assert.deepEqual(
    rowsOf(text).map(({ external_id, city }) => [external_id, city]),
    [
      ['r-1', 'Bonn'],
      ['r-2', "'=Rome"],
    ],
  )
  assert.equal(statSync(at('out.csv')).mode & 0o777, 0o600)
  assert.ok(!existsSync(at('out.csv.partial')))
  const again = await cli.json<Batch>(...order)
  assert.partialDeepStrictEqual(again, { state: 'unneeded', lines: 2, present: 2 })
  assert.equal((await cli.json<Link[]>('link', 'list', '--campaign', campaign)).length, 2)
  assert.match(await cli.output('link', 'batches', '--campaign', campaign), / unneeded +2 +2 /)
})

test('a bad file is refused with its lines, and a file that cannot be written costs no link', async t => {
  const { cli, program, campaign } = await startCliWithCampaign(t)
  const order = ['link', 'order', '--campaign', campaign]
  const bad = await program.withInput('external_id,amount\nr-1,1e3\nr-2,5\nr-2,6\n', ...order, '--csv', '-')
  assert.deepEqual([bad.exit, bad.stdout], [1, ''])
  assert.match(
    bad.stderr,
    /^nothing was made:\nline 2, amount: "1e3" is not an amount in USD; write it like 25\.00\nline 4, external_id: is on line 3 already$/m,
  )
  const [batch] = await cli.json<Batch[]>('link', 'batches', '--campaign', campaign)
  assert.equal(
    await cli.output('link', 'problems', batch?.id ?? ''),
    'problem_line,problem,external_id,amount\r\n2,"amount ""1e3"" is not an amount in USD; write it like 25.00",r-1,1e3\r\n4,external_id is on line 3 already,r-2,6\r\n',
  )
  assert.match(
    await cli.failure(...order, '--csv', '/no/such/file'),
    /^--csv: the file "\/no\/such\/file" cannot be read/,
  )
  assert.match(await cli.failure(...order), /give either --count or --csv/)
  const unwritable = await cli(...order, '--count', '2', '--out', '/no/such/folder/out.csv')
  assert.match(unwritable.stderr, /--out: the file "\/no\/such\/folder\/out\.csv" cannot be written/)
  assert.deepEqual(await cli.json('link', 'list', '--campaign', campaign), [])
})

test('a batch is ordered, downloaded, confirmed and withdrawn step by step', async t => {
  const { cli, campaign, variables } = await startCliWithCampaign(t)
  const out = join(variables.DATA_DIR ?? '', 'out.csv')
  const { stdout } = await cli('link', 'order', '--campaign', campaign, '--count', '3')
  const id = stdout.trim()
  assert.match(await cli.failure('link', 'confirm', id, '--delivery', '1'), /not downloaded to the end/)
  const live = await cli.json<Batch>('link', 'download', id, '--out', out)
  assert.equal(live.state, 'live')
  assert.match(await cli.failure('link', 'confirm', id, '--delivery', '1'), /it is live/)
  assert.equal(await cli.output('link', 'withdraw', id), `${id} withdrawn\n`)
  const links = await cli.json<Link[]>('link', 'list', '--campaign', campaign)
  assert.deepEqual(
    links.map(({ state }) => state),
    ['revoked', 'revoked', 'revoked'],
  )
})

test('links are paused, resumed, extended, replaced and revoked by a file, one by one or not at all', async t => {
  const { cli, campaign, variables } = await startCliWithCampaign(t)
  const at = (name: string) => join(variables.DATA_DIR ?? '', name)
  await cli.withInput('external_id\na\nb\nc\n', 'link', 'issue', '--campaign', campaign, '--refs', '-')
  const states = async () =>
    Object.fromEntries(
      (await cli.json<Link[]>('link', 'list', '--campaign', campaign))
        .filter(({ state }) => state !== 'revoked')
        .map(({ externalId, state }) => [externalId, state]),
    )
  writeFileSync(at('refs.csv'), 'name,external_id\nAnn,a\nBob,b\n')
  const named = ['--refs', at('refs.csv'), '--campaign', campaign]
  assert.deepEqual(await cli.json('link', 'pause', ...named), { changed: 2, left: 0 })
  assert.deepEqual(await states(), { a: 'paused', b: 'paused', c: 'unclaimed' })
  assert.match(await cli.output('link', 'resume', ...named, '--by', 'Ann'), /^2 resumed; 0 left/)
  const extended = await cli.output('link', 'extend', ...named, '--until', '2098-05-01')
  assert.match(extended, /^2 extended/)
  const links = await cli.json<Link[]>('link', 'list', '--campaign', campaign)
  // Midnight in New York, the campaign's zone.
  assert.equal(links.filter(({ expiresAt }) => expiresAt === '2098-05-02T04:00:00.000Z').length, 2)
  await cli.output('link', 'replace', ...named, '--out', at('new.csv'))
  assert.deepEqual(
    rowsOf(readFileSync(at('new.csv'), 'utf8')).map(row => [row.external_id, row.claim_expires_at]),
    [
      ['a', '2098-05-02T04:00:00.000Z'],
      ['b', '2098-05-02T04:00:00.000Z'],
    ],
  )
  assert.deepEqual(await cli.json('link', 'revoke', ...named), { changed: 2, left: 0 })
  assert.deepEqual(await states(), { c: 'unclaimed' })
  const unknown = await cli.withInput(
    'external_id\nc\nnobody\n',
    'link',
    'revoke',
    '--refs',
    '-',
    '--campaign',
    campaign,
  )
  assert.match(unknown.stderr, /^file: nothing was changed: line 3: there is no such link/)
  assert.deepEqual(await states(), { c: 'unclaimed' })
  const [one] = links.filter(({ externalId }) => externalId === 'c')
  assert.equal(await cli.output('link', 'pause', one?.id ?? ''), `${one?.id} paused\n`)
  assert.match(await cli.failure('link', 'pause', one?.id ?? ''), /so already/)
  assert.match(await cli.failure('link', 'pause'), /name either one LINK/)
  const audit = await cli.json<{ action: string; actor: string }[]>(
    'audit',
    '--since',
    '2020-01-01T00:00:00Z',
  )
  const count = (action: string, actor: string) =>
    audit.filter(entry => entry.action === action && entry.actor === actor).length
  assert.deepEqual([count('link resume', 'Ann'), count('link revoke', 'command line')], [2, 2])
})
