/** Anybody's CSV through a mapping: honest ones are read as they are, hostile ones are named and count for nothing. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import type { AmazonRecord } from '../../src/domain/amazon-record.ts'
import { type GivenWords, parseCsvForm } from '../../src/services/csv-form.ts'
import { csvRecords } from '../../src/services/csv-records.ts'

const plainMap = 'requestId=Id,amount=Amount,currency=Currency'

async function read(
  text: string | Buffer,
  map = plainMap,
  words: GivenWords = {},
  meet: (status: string) => void = () => {},
): Promise<AmazonRecord[]> {
  const records: AmazonRecord[] = []
  const file = Readable.from([Buffer.from(text)])
  for await (const record of csvRecords(file, parseCsvForm(map, words), meet)) records.push(record)
  return records
}

test('columns are found by name in any order, with a byte order mark, quotes and columns that nobody mapped', async () => {
  const text =
    '\uFEFFNote,Amount,"Id",Currency,When,Who\r\n"a, ""b""",25.00,Emul1A,USD,2026-11-01 10:00,amzn1.account.A\r\n\r\n,500,Emul1B,JPY,2026-11-02,\r\n'
  assert.deepEqual(await read(text, `${plainMap},at=When,account=Who`), [
    {
      requestId: 'Emul1A',
      amountMinor: 2500,
      currency: 'USD',
      account: 'amzn1.account.A',
      at: new Date('2026-11-01T10:00:00Z'),
      applied: true,
    },
    {
      requestId: 'Emul1B',
      amountMinor: 500,
      currency: 'JPY',
      account: null,
      at: new Date('2026-11-02T00:00:00Z'),
      applied: true,
    },
  ])
})

for (const separator of [';', '\t']) {
  test(`columns may be separated by ${JSON.stringify(separator)}, as spreadsheets do, and spaces around a cell are none of it`, async () => {
    const lines = [['Id', ' "Amount"', 'Currency ', 'Note'], ['Emul1A ', '25.00', 'USD', ''], ['']]
    const text = lines.map(cells => cells.join(separator)).join('\r\n')
    const [{ requestId, amountMinor } = assert.fail(), ...others] = await read(text)
    assert.deepEqual([requestId, amountMinor, others], ['Emul1A', 2500, []])
  })
}

test('of a status column only the named words count as applied, exactly', async () => {
  const text = 'Id,Amount,Currency,S\nA,1,USD,Success\nB,1,USD,success\nC,1,USD,Done\nD,1,USD,\n'
  const met: string[] = []
  const records = await read(text, `${plainMap},status=S`, { applied: 'Success, Done,' }, word =>
    met.push(word),
  )
  assert.deepEqual(
    records.map(({ applied }) => applied),
    [true, false, true, false],
  )
  assert.deepEqual(met, ['success', ''])
})

const badRows: readonly (readonly [string, string, RegExp])[] = [
  [
    'grouping in the amount',
    'A,"1,000.00",USD',
    /^line 3: column "Amount": "1,000.00" is not an amount in USD/m,
  ],
  ['a decimal comma', 'A,"25,00",USD', /^line 3: column "Amount"/m],
  ['a negative amount', 'A,-25.00,USD', /^line 3: column "Amount"/m],
  ['an amount of nothing', 'A,0.00,USD', /^line 3: column "Amount"/m],
  ['an exponent', 'A,1e3,USD', /^line 3: column "Amount"/m],
  ['a fraction of a cent', 'A,25.005,USD', /^line 3: column "Amount"/m],
  ['a fraction of a yen', 'A,25.5,JPY', /^line 3: column "Amount"/m],
  ['a currency sign', 'A,$25.00,USD', /^line 3: column "Amount"/m],
  ['a formula as amount', 'A,=1+1,USD', /^line 3: column "Amount"/m],
  ['no amount', 'A,,USD', /^line 3: column "Amount"/m],
  ['an unknown currency', 'A,25.00,EURO', /^line 3: column "Currency"/m],
  ['no request id', ',25.00,USD', /^line 3: column "Id": must be 1 to 100 visible/m],
  ['a NUL', 'A\0B,25.00,USD', /^line 3: column "Id"/m],
  ['an escape sequence', 'A\u001b[2J,25.00,USD', /^line 3: column "Id"/m],
  ['a word outside ASCII', 'Ä,25.00,USD', /^line 3: column "Id"/m],
  ['too few columns', 'A,25.00', /^line 3: has 2 columns, the header 3/m],
  ['too many columns', 'A,25.00,USD,x', /^line 3: has 4 columns, the header 3/m],
]
for (const [what, line, expected] of badRows) {
  test(`${what} is named by line, column and reason, and the whole file counts for nothing`, async () => {
    const text = `Id,Amount,Currency\nEmul1A,1.00,USD\n${line}\nEmul1C,1.00,USD\n`
    await assert.rejects(read(text), ({ code, message }) => {
      assert.equal(code, 'invalid-input')
      assert.match(message, /^nothing was compared and nothing changed:/)
      assert.match(message, expected)
      assert.doesNotMatch(message, /[^\P{Cc}\n]/u, 'no control character reaches the terminal')
      return true
    })
  })
}

test('of many bad rows twenty are named and the rest counted', async () => {
  const rows = Array.from({ length: 50 }, (_, index) => `A${index},x,USD`).join('\n')
  await assert.rejects(read(`Id,Amount,Currency\n${rows}`), ({ message }) => {
    const lines = message.split('\n')
    assert.equal(lines.length, 22)
    assert.match(lines[20], /^line 21: /)
    assert.equal(lines[21], 'and 30 more')
    return true
  })
})

const badFiles: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['an empty file', '', /--csv: the file is empty/],
  [
    'a missing column',
    'Id,Sum,Currency\n',
    /--map: amount=Amount: the file has no such column; it has "Id", "Sum"/,
  ],
  ['a doubled column', 'Id,Amount,Amount,Currency\n', /--map: amount=Amount: the file has it more than once/],
  [
    'a quote that is never closed',
    'Id,Amount,Currency\nA,"25.00,USD\nB,1.00,USD\n',
    /nothing was compared and nothing changed: line 2: a quote \("\) is opened/,
  ],
  ['a line without end', `Id,Amount,Currency\n"${'x'.repeat(200_000)}`, /nothing was compared/],
  [
    'UTF-16',
    Buffer.from('\uFEFFId,Amount,Currency\nA,1,USD\n', 'utf16le'),
    /line 1: the file is UTF-16: save it as "CSV UTF-8"/,
  ],
  [
    'UTF-16 without its mark',
    Buffer.from('Id,Amount,Currency\nA,1,USD\n', 'utf16le'),
    /the file is UTF-16: save it as "CSV UTF-8"/,
  ],
  ['a workbook', 'PK\u0003\u0004 and more', /a workbook or an archive: save it as "CSV UTF-8"/],
]
for (const [what, text, expected] of badFiles) {
  test(`${what} is refused`, async () => {
    await assert.rejects(read(text), { code: 'invalid-input', message: expected })
  })
}

const badForms: readonly (readonly [string, GivenWords, RegExp])[] = [
  ['', {}, /--map: names no column for requestId, amount, currency/],
  ['requestId=Id', {}, /--map: names no column for amount, currency/],
  [
    `${plainMap},sum=X`,
    {},
    /"sum=X" is not FIELD=COLUMN with one of requestId, amount, currency, status, at, account/,
  ],
  [`${plainMap},amount=Sum`, {}, /--map: amount is given twice/],
  [`${plainMap},at=`, {}, /--map: at names no column/],
  [`${plainMap},status=S`, {}, /--applied: say which words/],
  [`${plainMap},status=S`, { applied: ' , ' }, /--applied: say which words/],
  [plainMap, { applied: 'Success' }, /--applied: needs status=COLUMN in --map/],
  [plainMap, { notApplied: 'Refused' }, /--not-applied: needs status=COLUMN in --map/],
  [
    `${plainMap},status=S`,
    { applied: 'Success,Done', notApplied: 'Refused,Done' },
    /--not-applied: "Done" is in --applied too/,
  ],
]
for (const [map, words, expected] of badForms) {
  test(`the mapping "${map}" with the words ${JSON.stringify(words)} is refused`, () => {
    assert.throws(() => parseCsvForm(map, words), { code: 'invalid-input', message: expected })
  })
}
