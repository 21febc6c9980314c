/** Files that are not what they should be: each is refused as a whole, with a reason that says the fix. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsFile } from '../../src/services/link-problems.ts'
import { download, problemsOf, receive } from '../helpers/batch.ts'
import { startCore } from '../helpers/consented.ts'

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')
const rows = (...lines: string[]) => ['external_id,amount', ...lines, ''].join('\n')

/** File, how many problems, and what the first one says. */
const hostile: ReadonlyArray<readonly [string, string | Buffer, number, RegExp]> = [
  ['NUL', rows('r\0,1'), 1, /^line 2 external_id: has a NUL character; save the file as CSV UTF-8$/],
  ['UTF-16', utf16(rows('r,1')), 1, /^line 1: the file is UTF-16: save it as "CSV UTF-8"$/],
  ['UTF-16 without a mark', Buffer.from(rows('r,1'), 'utf16le'), 1, /the file is UTF-16/],
  [
    'Latin-1',
    Buffer.from(rows('Zo\u00EB,1'), 'latin1'),
    1,
    /^line 2 external_id: has a control character or is not UTF-8/,
  ],
  ['a workbook', Buffer.from('PK\u0003\u0004 and more'), 1, /a workbook or an archive/],
  [
    'an unclosed quote',
    rows('r-1,1', '"r-2,1', 'r-3,1'),
    1,
    /^line 3: a quote \("\) is opened on this line or later and never closed$/,
  ],
  ['a quote inside a cell', rows('r"1,1'), 1, /^line 2: a quote \("\) stands inside a cell/],
  ['text after a quoted cell', rows('"r"1,1'), 1, /^line 2: a quoted cell goes on after its closing quote/],
  ['an exponent', rows('r,1e3'), 1, /^line 2 amount: "1e3" is not an amount in USD; write it like 25\.00$/],
  ['grouping', rows('r,"1,000.00"'), 1, /"1,000\.00" is not an amount/],
  ['grouping that is not quoted', rows('r,1,000.00'), 1, /^line 2: has 3 columns, and the first line 2$/],
  ['full-width digits', rows('r,１０'), 1, /"１０" is not an amount/],
  ['a negative amount', rows('r,-5'), 1, /"-5" is not an amount/],
  ['nothing', rows('r,0'), 1, /"0" is not an amount/],
  [
    'an amount that is no amount',
    rows('r,10000.00', 's,949900001234'),
    1,
    /^line 3 amount: "949900001234" is more than the whole budget of 10000\.00 USD, so nobody could claim it; correct it, or raise the budget first$/,
  ],
  ['a formula for an amount', rows('r,=1+1'), 1, /"=1\+1" is not an amount/],
  ['duplicates', rows('r,1', 's,1', 'r,1', ' r ,1'), 2, /^line 4 external_id: is on line 2 already$/],
  ['no reference', rows(',1'), 1, /^line 2 external_id: is missing/],
  ['a long reference', rows(`${'r'.repeat(201)},1`), 1, /is longer than 200 characters/],
  ['too many columns', rows('r,1,x'), 1, /^line 2: has 3 columns, and the first line 2$/],
  ['too few columns', rows('r'), 1, /^line 2: has 1 columns/],
  ['no header', 'r-1\nr-2\n', 1, /^line 1: there must be a column external_id/],
  ['a header twice', 'external_id,a,a\nr,1,2\n', 1, /^line 1: the column "a" is there twice$/],
  ['a header without a name', 'external_id,\nr,1\n', 1, /^line 1: every column needs a name$/],
  [
    'headings that name no person',
    'Name,e-mail\nAnn,a\n',
    1,
    /^line 1: there must be a column external_id: your own reference .*\. The file has "Name", "e-mail"$/,
  ],
  [
    'two headings that mean the same',
    'External ID,external-id\nr,r\n',
    1,
    /^line 1: the columns "External ID" and "external-id" both mean external_id: leave one out$/,
  ],
  ['a column of ours', 'external_id,claim_url\nr,x\n', 1, /"claim_url" is one that we add/],
  [
    'bars',
    'external_id|amount\nr|1\n',
    1,
    /^line 1: the columns are separated by bars: save the file with comm/,
  ],
  ['a decimal comma between commas', rows('r,"25,00"'), 1, /"25,00" is not an amount in USD/],
  [
    'grouping before a decimal comma',
    'external_id;amount\nr;1.000,00\n',
    1,
    /^line 2 amount: "1\.000,00" has a dot between its thousands; write it like 1000,00$/,
  ],
  ['three decimals', 'external_id;amount\nr;1,000\n', 1, /^line 2 amount: "1,000" is not an amount in USD/],
  ['an empty file', '', 1, /^line 1: the file is empty$/],
  ['only empty lines', '\n\n\n', 1, /the file is empty/],
  ['only a header', 'external_id\n', 1, /no line comes after the first/],
  [
    'a day that there is not',
    'external_id,expires_at\nr,2099-02-30\n',
    1,
    /^line 2 expires_at: "2099-02-30" is not a day/,
  ],
  ['a time without a zone', 'external_id,expires_at\nr,2099-02-03T10:00\n', 1, /a moment with its zone/],
  ['the past', 'external_id,expires_at\nr,2020-01-01\n', 1, /^line 2 expires_at: is over already$/],
]

test('hostile files are refused with line, column and reason, and leave nothing', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  for (const [name, file, count, first] of hostile) {
    const batch = await receive(service, campaign, file)
    assert.deepEqual([name, batch.state, batch.problems], [name, 'refused', count])
    assert.match((await problemsOf(service, batch))[0] ?? '', first, name)
  }
  assert.deepEqual(await service.database.query('select from claim_link union all select from link_row'), [])
})

test('files that only look unusual are taken: line ends, marks, empty lines, quotes, zones and spaces', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const good: ReadonlyArray<readonly [string, number]> = [
    ['\uFEFFexternal_id,amount\r\na1,1\r\n\r\na2,2.50\r\n\r\n\r\n', 2],
    ['external_id,amount\rb1,1\rb2,2', 2],
    ['external_id,amount\nc1,1\r\nc2,2\n', 2],
    ['"external_id","note"\n"d1","two\nlines, ""quoted"""\n', 1],
    ['external_id,expires_at\ne1,2099-02-28\ne2,2099-02-28T10:00+05:30\ne3,2099-02-28T10:00:00.5Z\ne4,\n', 4],
    ['external_id,amount\n  f1  , 7 \n', 1],
    ['External ID,AMOUNT,Expires-At\nh1,3,2099-02-28\n', 1],
    [`external_id,note\n${'g'.repeat(200)},${'x'.repeat(7_500)}\n`, 1],
  ]
  for (const [file, lines] of good) {
    const batch = await receive(service, campaign, file)
    assert.deepEqual(
      [batch.state, batch.lines],
      ['issuing', lines],
      (await problemsOf(service, batch)).join(),
    )
  }
  const rows = await service.database.query<{ id: string; at: Date | null }>(
    'select external_id as id, expires_at as at from link_row where external_id ~ $1 order by 1',
    ['^(e|f)'],
  )
  assert.deepEqual(
    rows.map(({ id, at }) => [id, at?.toISOString() ?? null]),
    [
      // The end of the day in New York, the campaign's zone.
      ['e1', '2099-03-01T05:00:00.000Z'],
      ['e2', '2099-02-28T04:30:00.000Z'],
      ['e3', '2099-02-28T10:00:00.500Z'],
      ['e4', null],
      ['f1', null],
    ],
  )
})

test('what Excel writes in Germany is read, and comes back so: semicolons, decimal commas, and no formula', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const batch = await receive(service, campaign, 'external_id;amount;note\nh1;25,00;a,=1+1\nh2;2.50;"b;c"\n')
  assert.deepEqual([batch.state, batch.lines], ['issuing', 2], (await problemsOf(service, batch)).join())
  const [head, one, two] = (await download(service, batch)).split('\r\n')
  assert.match(head ?? '', /^external_id;amount;note;claim_url;claim_token;.*;claim_expires_at$/)
  assert.match(one ?? '', /^h1;"25,00";"a,'=1\+1";http[^;]+;[^;]+;[^;]+;25,00;USD;$/)
  assert.match(two ?? '', /^h2;2\.50;"b;c";http.*;2,50;USD;$/)
  const tabs = await receive(service, campaign, 'external_id\tamount\ni1\t7,5\n')
  assert.match(await download(service, tabs), /\ni1\t"7,5"\thttp.*\t7\.50\tUSD\t\r\n$/)
  const bad = await receive(service, campaign, 'external_id;amount\nr;x\n')
  assert.match(
    await problemsFile(service.context, bad),
    /^problem_line;problem;external_id;amount\r\n2;.*;r;x\r\n$/,
  )
})

test('a line of 200 MB is refused, and memory does not follow it', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const part = Buffer.alloc(1_000_000, 'x')
  let most = 0
  async function* long(quote: string): AsyncGenerator<Buffer> {
    yield Buffer.from(`external_id\n${quote}`)
    for (let sent = 0; sent < 200; sent++) {
      most = Math.max(most, process.memoryUsage().rss)
      yield part
    }
  }
  const before = process.memoryUsage().rss
  for (const quote of ['', '"']) {
    const batch = await receive(service, campaign, long(quote))
    assert.match((await problemsOf(service, batch)).join(), /^line 2: the line is longer than 8 kB/)
  }
  assert.ok(most - before < 50_000_000, `grew by ${most - before}`)
})

test('of many problems a thousand are kept, all are counted, and what ends the reading is named as well', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const bad = await receive(service, campaign, `external_id,amount\n${'r,x\n'.repeat(2_500)}"r`)
  assert.equal(bad.problems, 2_501)
  const kept = await problemsOf(service, bad)
  assert.equal(kept.length, 1_001)
  assert.match(kept.at(-1) ?? '', /^line 2502: a quote/)
})
