/** The emulator's ledger as a file: read to the cent in the wire's unit, and whole or not at all. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import type { AmazonRecord } from '../../src/domain/amazon-record.ts'
import type { AmountUnit } from '../../src/domain/partner-account.ts'
import { ledgerRecords } from '../../src/services/ledger-records.ts'

async function read(parts: readonly string[], unit: AmountUnit = 'major'): Promise<AmazonRecord[]> {
  const records: AmazonRecord[] = []
  for await (const record of ledgerRecords(Readable.from(parts), unit)) records.push(record)
  return records
}

const line = (amount: string, currency = 'USD') =>
  `{"requestId":"Emul1A","accountId":"amzn1.account.A","amount":${amount},"currency":"${currency}","appliedAt":"2026-11-01T10:00:00.000Z","timesRequested":1}`

const amounts: readonly (readonly [string, AmountUnit, string, number])[] = [
  ['25.00', 'major', 'USD', 2500],
  ['0.1', 'major', 'USD', 10],
  ['19.99', 'major', 'USD', 1999],
  ['500', 'major', 'JPY', 500],
  ['2500', 'minor', 'USD', 2500],
]
for (const [amount, unit, currency, expected] of amounts) {
  test(`${amount} ${currency} in ${unit} units is ${expected} minor units`, async () => {
    const [record] = await read([line(amount, currency)], unit)
    assert.equal(record?.amountMinor, expected)
  })
}

test('lines are put together however the bytes arrive, empty ones are passed over', async () => {
  const text = `${line('1')}\n\n${line('2')}\r\n${line('3')}`
  const records = await read([...text])
  assert.deepEqual(
    records.map(({ amountMinor }) => amountMinor),
    [100, 200, 300],
  )
})

const bad: readonly (readonly [string, RegExp])[] = [
  ['{"requestId":', /line 2: is not JSON/],
  ['[]', /line 2: is no line of the ledger/],
  [line('25.001'), /line 2: amount: "25.001" is not an amount in USD/],
  [line('-1'), /line 2: amount/],
  [line('1e21'), /line 2: amount/],
  [line('1', 'XXX'), /line 2: currency/],
  ['x'.repeat(100_000), /line 2 is no line of the ledger/],
]
for (const [text, message] of bad) {
  test(`a line like ${text.slice(0, 30)} is named and the ledger counts for nothing`, async () => {
    await assert.rejects(read([line('1'), '\n', text]), { code: 'invalid-input', message })
  })
}
