// GetGiftCardActivityPage: a page of the transactions in a time span, rows as recorded.
// That the page index counts pages from 0, and which error says what, is assumed.

import { type Answer, jsonAnswer } from '../../answer.ts'
import type { Activity } from '../../journal.ts'
import {
  type AgcodError,
  type Echo,
  failure,
  findByMock,
  findByType,
  illTyped,
  MOCK_CODE,
} from '../agcod-error.ts'
import { longDate } from '../date-text.ts'
import { isRecord, parseJson, text } from '../json.ts'
import type { Operation, OperationParts } from '../operation.ts'
import { PARTNER_ID } from '../request.ts'
import { cardValueOf } from './card-info.ts'
import { loadActivities } from './load-activity.ts'

export const getGiftCardActivityPage: Operation = { idMember: 'requestId', perform, fail }

function perform(parts: OperationParts, body: Uint8Array): Answer {
  const json = parseJson(body)
  if (json === null) return fail(findByType('InvalidRequestInput'), null)
  if (!isRecord(json)) return illTyped()
  const requestId = text(json.requestId)
  const mock = requestId !== null && MOCK_CODE.test(requestId)
  if (mock && requestId !== 'F0000') return fail(findByMock(requestId), null)
  const query = readQuery(json)
  const problem = mock ? undefined : objectTo(query)
  if (problem) return fail(findByType(problem), requestId)
  return answerPage(query, mock ? [] : activitiesIn(query, parts))
}

function fail(error: AgcodError, requestId: string | null): Answer {
  return failure('GetGiftCardActivityPage', error, {
    cardActivityList: null,
    pageIndex: null,
    requestId,
    totalNumberOfTransactionsInRequestedTimeFrame: null,
  })
}

type Query = ReturnType<typeof readQuery>

/** A date that is not one is NaN. */
function readQuery(json: Record<string, unknown>) {
  const { utcStartDate, utcEndDate, pageIndex, pageSize, showNoOps } = json
  return {
    partnerId: text(json.partnerId),
    requestId: text(json.requestId),
    start: readDate(text(utcStartDate)),
    end: readDate(text(utcEndDate)),
    pageIndex: Number.isSafeInteger(pageIndex) ? Number(pageIndex) : -1,
    pageSize: Number.isSafeInteger(pageSize) ? Number(pageSize) : -1,
    showNoOps: showNoOps === true,
  }
}

/** `yyyy-MM-ddTHH:mm:ss`, with or without Z, in UTC. */
function readDate(date: string | null): number | null {
  if (date === null) return null
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/.test(date) ? Date.parse(date.replace(/Z?$/, 'Z')) : Number.NaN
}

function objectTo({ partnerId, requestId, start, end, pageIndex, pageSize }: Query): string | undefined {
  const problems: readonly (readonly [boolean, string])[] = [
    [partnerId === null, 'InvalidPartnerIdInput'],
    [requestId === null, 'InvalidRequestIdInput'],
    [partnerId !== PARTNER_ID, 'AccessDenied'],
    [start === null, 'InvalidStartDate'],
    [end === null, 'InvalidEndDate'],
    [Number.isNaN(start) || Number.isNaN(end), 'InvalidDateFormat'],
    [Number(start) > Number(end), 'StartDateAfterEndDate'],
    [pageIndex < 0, 'InvalidPageIndex'],
    [pageSize < 1, 'InvalidPageSize'],
    [pageSize > 1000, 'MaxPageSizeExceeded'],
  ]
  return problems.find(([broken]) => broken)?.[1]
}

/** Oldest first (recorded). Refusals and repeats are no-ops. */
function activitiesIn({ start, end, showNoOps }: Query, parts: OperationParts): Activity[] {
  const inSpan = (ms: number) => ms >= Number(start) && ms <= Number(end)
  return [...parts.activities.list(), ...loadActivities(parts)]
    .filter(({ at, real }) => inSpan(Date.parse(at)) && (real || showNoOps))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function answerPage({ requestId, pageIndex, pageSize }: Query, activities: readonly Activity[]): Answer {
  const page = activities.slice(pageIndex * pageSize, (pageIndex + 1) * pageSize)
  return jsonAnswer(
    200,
    {
      cardActivityList: page.map(rowOf),
      pageIndex,
      requestId,
      status: 'SUCCESS',
      totalNumberOfTransactionsInRequestedTimeFrame: activities.length,
    },
    'SUCCESS',
  )
}

function rowOf(activity: Activity): Echo {
  const { at, type, partnerId, requestId, gcId, cardNumber, failure, real } = activity
  return {
    activityStatus: failure === null ? 'Success' : 'Failed',
    activityTime: longDate(Date.parse(at)),
    activityType: type,
    cardNumber,
    cardValue: cardValueOf(activity),
    failureCode: failure,
    gcId,
    isRealOp: String(real),
    partnerId,
    requestId,
  }
}
