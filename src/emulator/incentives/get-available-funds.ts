// GetAvailableFunds: what the partner has left; 0.0 in sandbox mode, as Amazon's sandbox always answers.

import { jsonAnswer } from '../answer.ts'
import { type AgcodError, failure, findByType } from './agcod-error.ts'
import { fromMinor } from './currency.ts'
import { compactDate } from './date-text.ts'
import { float, isRecord, parseJson, text } from './json.ts'
import type { Operation, OperationParts } from './operation.ts'
import { PARTNER_ID } from './request.ts'

export const getAvailableFunds: Operation = { idMember: null, perform, fail }

function perform(parts: OperationParts, body: Uint8Array) {
  const json = parseJson(body)
  const partnerId = isRecord(json) ? text(json.partnerId) : null
  if (partnerId === null) return fail(findByType('InvalidPartnerIdInput'))
  if (partnerId !== PARTNER_ID) return fail(findByType('AccessDenied'))
  const currencyCode = parts.ledger.currency()
  const left = parts.ledger.fundsOf(currencyCode)
  const amount = float(Number.isFinite(left) ? fromMinor(left, currencyCode, parts.amountUnit) : 0)
  const timestamp = compactDate(parts.clock())
  const members = { availableFunds: { amount, currencyCode }, status: 'SUCCESS', timestamp }
  return jsonAnswer(200, members, 'SUCCESS')
}

function fail(error: AgcodError) {
  return failure('GetAvailableFunds', error, { availableFunds: null, timestamp: null })
}
