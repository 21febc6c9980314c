// The open questions about Amazon: no document and no recording settles them. What is assumed is told by world.ts.

import { z } from 'zod'

const status = z.int().min(200).max(599)

/** Each member carries its question as the description. */
export const WORLD = z.strictObject({
  sameIdOtherAccount: z
    .enum(['replay', 'refuse', 'accept'])
    .describe(
      'A known request id with another account: the first result again, F200, or paid again to that account. Only a changed amount of CreateGiftCard was ever recorded.',
    ),
  sameIdOtherAmount: z
    .enum(['replay', 'refuse'])
    .describe(
      'A known request id with another amount: the first result again, or F200. CreateGiftCard gave the first result in 2014; nobody recorded a load.',
    ),
  repeatAfterSuccess: z
    .enum(['replay', 'refuse'])
    .describe(
      'A load that was applied, sent again unchanged: the first result again, or a definite no (F200 MaxAmountExceeded). Documented for gift cards only, and a lowered limit is checked first.',
    ),
  replayBody: z
    .enum(['same', 'status-only', 'empty', 'new-timestamp'])
    .describe(
      'The body of a repeated result: the same, only the status, nothing at all, or one with a timestamp that changes. No repeated load was ever recorded.',
    ),
  checksBeforeReplay: z
    .enum(['amount', 'everything'])
    .describe(
      'What is checked before a known request id is recognised: the amount only (recorded of CreateGiftCard), or account and funds too, so that a repeat can fail for them.',
    ),
  refusals: z
    .enum(['forgotten', 'remembered'])
    .describe(
      'A refused request id sent again: decided anew, or refused for ever, even when funds are back. Documents speak of results and record none of a refusal.',
    ),
  idsForgottenAfterMinutes: z
    .number()
    .positive()
    .nullable()
    .describe(
      'How long a request id is known, in minutes (null: for ever); afterwards it pays again. Amazon publishes no figure.',
    ),
  temporaryErrorApplies: z
    .boolean()
    .describe(
      'F100, F400, F500 and every 5xx come after the money was moved. Amazon asks to repeat after them and does not say what became of the first call.',
    ),
  throttleApplies: z
    .boolean()
    .describe('Rate exceeded comes after the money was moved. Where Amazon counts is not known.'),
  lateApplySeconds: z
    .number()
    .min(0)
    .max(600)
    .nullable()
    .describe(
      'A load that was cut, reset or never answered without being applied is applied so many seconds later (null: never). What runs on behind a lost connection is not known.',
    ),
  twin: z
    .enum(['replay', 'already-running'])
    .describe(
      'A request id that arrives while the answer to it is still under way: its result, or an error that it is already running. No error for it is published; this one is invented.',
    ),
  echo: z
    .enum(['full', 'none'])
    .describe(
      'A success repeats request id and amount, or says only SUCCESS. No answer to a load was ever recorded.',
    ),
  mockCodeIn: z
    .enum(['both', 'request-id', 'account-id'])
    .describe('Where a mock code is recognised. Amazon writes "requestID / accountID" and no more.'),
  accountTypes: z
    .union([z.literal('any'), z.array(z.union([z.string(), z.number(), z.null()])).min(1)])
    .describe(
      'The JSON values of account.type that are accepted; others answer F300 BadInput. Which one means a Login with Amazon user id is not known, nor whether it is a number or text.',
    ),
  idSeparators: z
    .enum(['accepted', 'refused'])
    .describe(
      'Characters in a request id other than letters and digits: accepted (as Amazon did in 2014), or F200 InvalidRequestIdInput (documents say alphanumeric).',
    ),
  realAccountLoads: z
    .boolean()
    .describe(
      'Real account ids can be loaded; false: every one answers F300 UnknownCustomer and only mock codes succeed. Whether the sandbox knows real accounts is not known.',
    ),
  httpStatus: z
    .strictObject({ F100: status, F200: status, F300: status, F400: status, F500: status, throttled: status })
    .partial()
    .describe(
      'HTTP status by class of error, for example {"F400":503}. Recorded for F200 and F300 only: 400.',
    ),
})
