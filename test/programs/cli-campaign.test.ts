/** `campaign` on the command line: what a marketer types, and the mistakes in it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCli } from '../helpers/cli-program.ts'

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
  const { cli } = await startCli(t)
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
  const id = (await cli.output('campaign', 'create', ...plain, ...more)).trim()
  assert.match(id, /^[0-9A-Z]{10}$/)
  const expected = {
    ...{
      id,
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
  assert.match(await cli.output('campaign', 'list'), new RegExp(`^${id} +live +Acme +25\\.00 USD `, 'm'))
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
