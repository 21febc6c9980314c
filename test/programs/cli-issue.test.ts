/** `link issue` on the command line: by count, from a file of references, as a snippet, and what is wrong with a file. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { startCliWithCampaign } from '../helpers/cli.ts'

test('links are issued by count as CSV on standard output, with the notice on standard error', async t => {
  const { cli, campaign } = await startCliWithCampaign(t)
  const { exit, stdout, stderr } = await cli('link', 'issue', '--campaign', campaign, '--count', '3')
  assert.deepEqual(
    [exit, stderr],
    [0, '3 issued. They cannot be shown again: only a hash of each is kept.\n'],
  )
  const rows = parse(stdout, { columns: true }) as Record<string, string>[]
  assert.equal(new Set(rows.map(row => row.claim_url)).size, 3)
  for (const row of rows) assert.match(row.claim_url ?? '', /^http:\/\/localhost:3000\/c\/[\w-]{22}$/)
  assert.deepEqual(Object.keys(rows[0] ?? {}), ['external_id', 'claim_url'])
  const issue = (...args: string[]) => cli.failure('link', 'issue', '--campaign', campaign, ...args)
  const counts = ['0', '-1', '1.5', 'many', '100001', '']
  for (const text of await Promise.all(counts.map(count => issue(`--count=${count}`))))
    assert.match(text, /^--count: must be a whole number from 1 to 100000/)
  assert.match(await issue(), /give exactly one of --count, --refs, --rehearsal and --scenario/)
  assert.match(await issue('--count', '1', '--rehearsal'), /give exactly one of/)
  assert.match(await issue('--count', '1', '--snippet', 'pdf'), /^--snippet: must be html or text/)
  assert.equal((await cli.json<object[]>('link', 'list', '--campaign', campaign)).length, 3)
})

test('references from a file and from standard input become links, with byte order mark, CRLF and quotes', async t => {
  const { cli, program, campaign, variables } = await startCliWithCampaign(t)
  const file = join(variables.DATA_DIR ?? '', 'refs.csv')
  writeFileSync(
    file,
    '\uFEFF"external_id","amount"\r\n"Doe, Jane",10.50\r\n"he said ""yes""",\r\n\r\nÅsa,7\r\n',
  )
  const issued = await cli.json<{ external_id: string }[]>(
    'link',
    'issue',
    '--campaign',
    campaign,
    '--refs',
    file,
  )
  assert.deepEqual(
    issued.map(row => row.external_id),
    ['Doe, Jane', 'he said "yes"', 'Åsa'],
  )
  const piped = await program.withInput(
    'external_id;amount\nr-1;12,50\nr-2;\n',
    'link',
    'issue',
    '--campaign',
    campaign,
    '--refs',
    '-',
  )
  assert.match(piped.stdout, /^external_id,claim_url\r\nr-1,http\S+\r\nr-2,http\S+\r\n$/)
  const links = await cli.json<{ externalId: string; amount: string }[]>(
    'link',
    'list',
    '--campaign',
    campaign,
  )
  const amounts = Object.fromEntries(links.map(link => [link.externalId, link.amount]))
  assert.deepEqual(amounts, {
    'Doe, Jane': '10.50',
    'he said "yes"': '25.00',
    Åsa: '7.00',
    'r-1': '12.50',
    'r-2': '25.00',
  })
})

test('a file with bad lines issues nothing and names every bad line', async t => {
  const { cli, campaign } = await startCliWithCampaign(t)
  const refuse = async (text: string) => {
    const { exit, stdout, stderr } = await cli.withInput(
      text,
      'link',
      'issue',
      '--campaign',
      campaign,
      '--refs',
      '-',
    )
    assert.deepEqual({ exit, stdout }, { exit: 1, stdout: '' })
    return stderr
  }
  const text = await refuse('external_id,amount\nfine,5\nx,-1\n,5\nfine,6\ny,1,2\n"two\nlines",5\nz,5.001\n')
  const named = [...text.matchAll(/^line (\d+): /gm)].map(([, line]) => Number(line))
  // The record of two lines is named by its last one.
  assert.deepEqual(named, [3, 4, 5, 6, 8, 9], text)
  assert.match(text, /^line 5: external_id "fine" is already on line 2$/m)
  assert.match(await refuse('name\nx\n'), /line 1: the header must be "external_id"/)
  assert.match(await refuse('external_id\n'), /no line after its header/)
  assert.match(await refuse(''), /line 1: the header/)
  assert.match(await refuse('external_id\n"open\n'), /nothing was issued/)
  assert.match(
    await cli.failure('link', 'issue', '--campaign', campaign, '--refs', '/no/such/file'),
    /cannot be read/,
  )
  assert.deepEqual(await cli.json('link', 'list', '--campaign', campaign), [])
  await cli.withInput('external_id\ntaken\n', 'link', 'issue', '--campaign', campaign, '--refs', '-')
  assert.match(await refuse('external_id\nnew\ntaken\n'), /already have a link in this campaign \(taken\)/)
  assert.equal((await cli.json<object[]>('link', 'list', '--campaign', campaign)).length, 1)
})

test('a snippet is a ready e-mail button, alone for one link and a column for several', async t => {
  const { cli, campaign } = await startCliWithCampaign(t)
  const issue = (...args: string[]) => cli.output('link', 'issue', '--campaign', campaign, ...args)
  const html = await issue('--count', '1', '--snippet', 'html')
  assert.match(
    html,
    /^<table [\s\S]*<a href="http:\/\/localhost:3000\/c\/[\w-]{22}"[\s\S]*Claim your \$25\.00/,
  )
  assert.match(await issue('--count', '1', '--snippet', 'text'), /^Claim your \$25\.00:\nhttp:\/\/\S+\n$/)
  const rows = parse(await issue('--count', '2', '--snippet', 'html'), { columns: true }) as Record<
    string,
    string
  >[]
  for (const row of rows) assert.ok(row.snippet?.includes(`href="${row.claim_url}"`))
  assert.equal(rows.length, 2)
})
