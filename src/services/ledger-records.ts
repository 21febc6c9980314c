/** The emulator's ledger, NDJSON, as records of what Amazon knows: every line is a load that was applied. */
import type { Readable } from 'node:stream'
import { z } from 'zod'
import {
  type AmazonRecord,
  readAccount,
  readCurrency,
  readRequestId,
  readTime,
} from '../domain/amazon-record.ts'
import { DomainError } from '../domain/errors.ts'
import { minorDigits } from '../domain/marketplace.ts'
import { toMinor } from '../domain/money.ts'
import type { AmountUnit } from '../domain/partner-account.ts'
import { readable } from './readable-rows.ts'
import { textLines } from './text-lines.ts'

/** `unit` is that of the wire, which the ledger repeats. Throws `invalid-input` naming every bad line. */
export function ledgerRecords(text: Readable, unit: AmountUnit): AsyncGenerator<AmazonRecord> {
  return readable(
    textLines(text.setEncoding('utf8'), tooLong),
    ({ line }) => recordOf(line, unit),
    ({ number }) => `line ${number}`,
  )
}

function tooLong(number: number): DomainError {
  return new DomainError('invalid-input', `--ledger: line ${number} is no line of the ledger`)
}

const load = z.object({
  requestId: z.string(),
  accountId: z.string(),
  amount: z.union([z.number(), z.string()]),
  currency: z.string(),
  appliedAt: z.string(),
})

function recordOf(line: string, unit: AmountUnit): AmazonRecord {
  const parsed = load.safeParse(parseJson(line))
  if (!parsed.success) throw new Error(`is no line of the ledger (${z.prettifyError(parsed.error)})`)
  const { requestId, accountId, amount, appliedAt } = parsed.data
  const currency = readCurrency(parsed.data.currency, 'currency')
  const amountMinor = toMinor(String(amount), unit === 'minor' ? 0 : minorDigits(currency))
  if (!amountMinor) throw new Error(`amount: "${amount}" is not an amount in ${currency}`)
  return {
    requestId: readRequestId(requestId, 'requestId'),
    amountMinor,
    currency,
    account: readAccount(accountId, 'accountId'),
    at: readTime(appliedAt, 'appliedAt'),
    applied: true,
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error('is not JSON')
  }
}
