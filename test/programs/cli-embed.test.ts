/** What is pasted and what is printed, from the command line: `embed show` and `link qr`. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startCliWithCampaign } from '../helpers/cli.ts'
import { decodeQr } from '../helpers/qr.ts'
import { unzip } from '../helpers/zip.ts'

test('the snippet alone is on standard output, and what to know about it on standard error', async t => {
  const { cli, campaign } = await startCliWithCampaign(t)
  const show = (place: string) => cli('embed', 'show', campaign, '--for', place)
  const { exit, stdout, stderr } = await show('mailchimp')
  assert.equal(exit, 0, stderr)
  assert.match(
    stdout,
    /^<table role="presentation"[\s\S]*\/c\/\*\|CLAIM\|\*\?utm_source=mailchimp&amp;[\s\S]*<\/p>\n$/,
  )
  assert.match(stderr, /the column claim_token of the delivered file goes into the field CLAIM/)
  assert.match(stderr, /What goes wrong:\n- [\s\S]*Before you send:\n1\. /)
  const text = await show('text')
  assert.match(text.stdout, /^Claim your \$25\.00:\nhttp:\/\/\S+\/c\/\{\{claim_token\}\}\?\S+\n\n/)
  const web = await show('web')
  assert.match(web.stdout, /^<a href="[^"]*utm_medium=web&amp;[^"]*"/)
  for (const place of ['klaviyo', 'braze', 'marketing-cloud', 'hubspot', 'html']) {
    type Kit = { tag: string; html: string; text: string; real_url: string }
    const kit = await cli.json<Kit>('embed', 'show', campaign, '--for', place)
    assert.ok(kit.text.includes(kit.tag), place)
    assert.ok(kit.html.includes(kit.real_url))
  }
  assert.match(
    await cli.failure('embed', 'show', campaign, '--for', 'outlook'),
    /^--for: must be one of mailchimp, /,
  )
  assert.match(await cli.failure('embed', 'show', 'NOTHING', '--for', 'web'), /there is none with id/)
})

test('a list becomes a zip that its owner alone can read, from a file and from standard input', async t => {
  const { cli, program, campaign, variables } = await startCliWithCampaign(t)
  const path = (name: string) => join(variables.DATA_DIR ?? '', name)
  writeFileSync(path('refs.csv'), 'external_id\nann\nbob\n')
  const { stdout: csv } = await cli('link', 'issue', '--campaign', campaign, '--refs', path('refs.csv'))
  writeFileSync(path('links.csv'), csv)
  const { exit, stdout, stderr } = await cli('link', 'qr', '--in', path('links.csv'), '--out', path('qr.zip'))
  assert.deepEqual([exit, stdout], [0, ''], stderr)
  assert.match(stderr, /^2 codes in /)
  assert.equal(statSync(path('qr.zip')).mode & 0o777, 0o600)
  assert.deepEqual([...(await unzip([readFileSync(path('qr.zip'))])).keys()], ['ann.svg', 'bob.svg'])
  const piped = await program.withInput(
    csv,
    'link',
    'qr',
    '--in',
    '-',
    '--out',
    path('png.zip'),
    '--format',
    'png',
  )
  assert.equal(piped.exit, 0, piped.stderr)
  const pictures = await unzip([readFileSync(path('png.zip'))])
  assert.match(
    decodeQr(pictures.get('bob.png') ?? Buffer.alloc(0)) ?? '',
    /\/c\/[\w-]{22}\?utm_medium=print$/,
  )
})

test('a list that is refused leaves no file, and says why', async t => {
  const { cli, variables } = await startCliWithCampaign(t)
  const out = join(variables.DATA_DIR ?? '', 'qr.zip')
  const refused = async (input: string) => {
    const { exit, stderr } = await cli.withInput(input, 'link', 'qr', '--in', '-', '--out', out)
    assert.equal(exit, 1)
    assert.ok(!existsSync(out) && !existsSync(`${out}.part`))
    return stderr
  }
  assert.match(
    await refused('external_id,claim_url\na,http://localhost:3000/c/AAAAAAAAAAAAAAAAAAAAAA\n'),
    /^file: line 2: there is no such link/,
  )
  assert.match(await refused('name\nx\n'), /^file: line 1: there must be a column claim_url/)
  const missing = (...args: string[]) => cli.failure('link', 'qr', ...args)
  assert.match(await missing('--in', '/no/such', '--out', out), /^--in: the file "\/no\/such" cannot be read/)
  assert.match(
    await missing('--in', '-', '--out', '/no/such/qr.zip'),
    /^--out: .* cannot be written \(ENOENT\)/,
  )
  assert.match(await missing('--in', '-', '--out', out, '--format', 'gif'), /^--format: must be svg or png/)
})
