/** `campaign` on the command line: what a marketer types, and the mistakes in it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as audit from '../../src/storage/audit.ts'
import { startCli } from '../helpers/cli.ts'
import { png } from '../helpers/pictures.ts'

const plain = [
  '--sender',
  'Acme',
  '--support',
  'help@acme.example',
  '--amount',
  '25',
  '--budget',
  '500',
  '--closes',
  '2099-12-31',
]

test('a campaign is created from options, shown and listed, with amounts as decimals', async t => {
  const { cli, program } = await startCli(t)
  const more = [
    '--time-zone',
    'Europe/Berlin',
    '--color',
    '#ABCDEF',
    '--message',
    'Thanks!',
    '--per-person-limit',
    '3',
  ]
  const id = (await program.output('campaign', 'create', '--name', 'Spring panel', ...plain, ...more)).trim()
  assert.match(id, /^[0-9A-Z]{10}$/)
  const expected = {
    ...{
      id,
      name: 'Spring panel',
      senderName: 'Acme',
      supportContact: 'help@acme.example',
      amount: '25.00',
      budget: '500.00',
      granted: '0.00',
    },
    ...{ currency: 'USD', brandColor: '#abcdef', message: 'Thanks!', perPersonLimit: 3, state: 'live' },
    // The whole of the last day in Berlin, which is an hour ahead in winter.
    ...{ timeZone: 'Europe/Berlin', closesAt: '2099-12-31T23:00:00.000Z' },
  }
  assert.partialDeepStrictEqual(await cli.json('campaign', 'show', id.toLowerCase()), expected)
  assert.partialDeepStrictEqual(await cli.json('campaign', 'list'), [expected])
  assert.match(
    await cli.output('campaign', 'list'),
    new RegExp(`^${id} +live +Spring panel +Acme +25\\.00 USD `, 'm'),
  )
  assert.match(await cli.output('campaign', 'show', id), /^budget +500\.00$/m)
  assert.partialDeepStrictEqual(await cli.json('campaign', 'create', ...plain), {
    amount: '25.00',
    timeZone: 'UTC',
  })
})

test('a campaign with several wrong fields names each of them, and none is made', async t => {
  const { cli } = await startCli(t)
  const wrong = [
    '--sender',
    ' ',
    '--support',
    'nobody',
    '--amount',
    '1,50',
    '--budget',
    'much',
    '--closes',
    'soon',
  ]
  const more = [
    '--color',
    'red',
    '--time-zone',
    'Moon/Crater',
    '--per-person-limit',
    '0',
    '--opens',
    '1.1.2099',
  ]
  const text = await cli.failure('campaign', 'create', ...wrong, ...more)
  const fields = [
    'sender',
    'support',
    'amount',
    'budget',
    'closes',
    'color',
    'timeZone',
    'perPersonLimit',
    'opens',
  ]
  for (const field of fields) assert.match(text, new RegExp(`^${field}: `, 'm'))
  const one = async (...change: string[]) => await cli.failure('campaign', 'create', ...plain, ...change)
  assert.match(await one('--closes', '2020-01-01'), /^closes: must be in the future/)
  assert.match(await one('--amount', '0'), /^amount: "0" is not an amount in USD/)
  assert.match(
    await one('--marketplace', 'JP'),
    /no partner account fits; configured are default \(US, USD\)/,
  )
  assert.deepEqual(await cli.json('campaign', 'list'), [])
})

test('a draft is made, changed, tried dry and launched on the command line, each step under a name', async t => {
  const { cli, service } = await startCli(t)
  const [, , , , , , ...money] = plain
  const amount = ['--amount', 'per-link', ...money]
  const id = (
    await cli.output('campaign', 'create', '--draft', ...plain.slice(0, 4), ...amount, '--by', 'Ann')
  ).trim()
  assert.partialDeepStrictEqual(await cli.json('campaign', 'show', id), { state: 'draft', amount: null })
  assert.match(
    await cli.failure('link', 'issue', '--campaign', id, '--count', '3'),
    /^amount: this campaign has no fixed amount/,
  )
  await cli.output('campaign', 'edit', id, '--amount', '25', '--budget', '60', '--by', 'Ann')
  await cli('link', 'issue', '--campaign', id, '--count', '3', '--by', 'Ann')
  assert.match(
    await cli.failure('campaign', 'edit', id, '--amount', '30'),
    /^amount: stays, because there are links/,
  )
  const report = await cli.output('campaign', 'dry-run', id, '--per-minute', '1')
  assert.match(report, /^Links {12}3, worth 75\.00 USD$/m)
  assert.match(report, /^Cost at most {5}60\.00 USD of a budget of 60\.00 USD$/m)
  assert.match(report, /^Problem .* \$15\.00 more than the budget/m)
  const run = await cli.json<object>('campaign', 'dry-run', id)
  assert.partialDeepStrictEqual(run, {
    totals: { links: 3, totalMinor: 7_500 },
    problems: [{ kind: 'links-over-budget', beyondMinor: 1_500 }, { kind: 'no-rehearsal' }],
    fastestPerMinute: null,
  })
  assert.match(await cli.failure('campaign', 'dry-run', id, '--per-minute', '1e3'), /^--per-minute: must be/)
  assert.equal(await cli.output('campaign', 'launch', id, '--by', 'Ann'), `${id} live\n`)
  assert.match(await cli.failure('campaign', 'launch', id), /^campaign: it is live/)
  const entries = await audit.listBySubject(service.database, id)
  assert.deepEqual(
    entries.map(({ actor, action }) => [actor, action]),
    [
      ['Ann', 'campaign create'],
      ['Ann', 'campaign edit'],
      ['Ann', 'link issue'],
      ['Ann', 'campaign launch'],
    ],
  )
})

test('a logo is read from a file, and taken away again', async t => {
  const { cli } = await startCli(t)
  const folder = mkdtempSync(join(tmpdir(), 'logo-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'logo.png'), png(32, 32))
  writeFileSync(join(folder, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  const id = (await cli.output('campaign', 'create', ...plain, '--logo', join(folder, 'logo.png'))).trim()
  assert.partialDeepStrictEqual(await cli.json('campaign', 'show', id), { logoWidth: 32, logoHeight: 32 })
  assert.match(
    await cli.failure('campaign', 'edit', id, '--logo', join(folder, 'logo.svg')),
    /^logo: must be a PNG/,
  )
  assert.match(
    await cli.failure('campaign', 'edit', id, '--logo', join(folder, 'none.png')),
    /^--logo: the file .* cannot be read/,
  )
  assert.partialDeepStrictEqual(await cli.json('campaign', 'edit', id, '--logo', 'none'), { logo: null })
})
