// The body of a LoadAmazonBalance call, read leniently: what is absent is null, what is unknown is ignored.

import { isRecord, isWrittenNumber, parseJson, text } from './json.ts'
import type { Valued, ValueRequest } from './request.ts'

export interface LoadRequest extends ValueRequest {
  /** The amount as it was written; empty when there is none. */
  readonly digits: string
  readonly accountId: string | null
  /** As it was sent: a number, a text, whatever. */
  readonly accountType: unknown
}

/** A load with everything that it needs; an account that was not named is the empty one. */
export type CompleteLoad = LoadRequest & Valued & { readonly accountId: string }

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
    amount: value && Number(value.rawJSON),
    digits: value?.rawJSON ?? '',
    currency: text(amount?.currencyCode),
    accountId: text(account?.id),
    accountType: account?.type ?? null,
  }
}
