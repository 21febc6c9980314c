// The body of a LoadAmazonBalance call, read leniently: what is absent is null, what is unknown is ignored.

import { parseWithSource } from './json.ts'

/** A JSON number with the digits it was written with. */
export interface WrittenNumber {
  readonly number: number
  readonly text: string
}

export interface LoadRequest {
  readonly requestId: string | null
  readonly partnerId: string | null
  readonly amount: WrittenNumber | null
  readonly currency: string | null
  readonly accountId: string | null
  /** As it was sent: a number, a text, whatever. */
  readonly accountType: unknown
}

/** The request, or `null-body` / `ill-typed` for a body no field can be read from. */
export function parseLoadRequest(body: Uint8Array): LoadRequest | 'null-body' | 'ill-typed' {
  const json = parseJson(body)
  if (json === null) return 'null-body'
  if (!isRecord(json)) return 'ill-typed'
  const amount = isRecord(json.amount) ? json.amount : null
  const account = isRecord(json.account) ? json.account : null
  const value = amount ? amount.value : null
  if (value !== null && !isWrittenNumber(value)) return 'ill-typed'
  return {
    requestId: text(json.loadBalanceRequestId),
    partnerId: text(json.partnerId),
    amount: value,
    currency: text(amount?.currencyCode),
    accountId: text(account?.id),
    accountType: account?.type ?? null,
  }
}

/** The body as JSON: null when it is empty or null, undefined when it is not JSON. */
export function parseJson(body: Uint8Array): unknown {
  const content = Buffer.from(body).toString('utf8')
  if (content.trim() === '') return null
  try {
    return parseWithSource(content, (key, value, { source }) =>
      AMOUNTS.has(key) && typeof value === 'number' ? { number: value, text: source } : value,
    )
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members that hold an amount: `value` in a load, `amount` on a gift card. */
const AMOUNTS: ReadonlySet<string> = new Set(['value', 'amount'])

export function isWrittenNumber(value: unknown): value is WrittenNumber {
  return isRecord(value) && typeof value.number === 'number' && typeof value.text === 'string'
}

/** A text that is there and not empty, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
