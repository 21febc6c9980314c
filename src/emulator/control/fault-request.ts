// How a fault is asked for: by name, on an operation, and for which of its calls. Errors name the field and the fix.

import { z } from 'zod'
import { FAULTS, operationOf } from '../fault/fault.ts'
import { OPERATIONS, type Operation } from '../fault/playable.ts'

const WHOLE = 'give a whole number from 1, or leave it out for ever'
const PART = 'give a number from 0 to 1, or leave it out for always'
const SECONDS = 'give a number from 0 to 600'

export const FaultRequest = z
  .strictObject({
    fault: z.enum(Object.keys(FAULTS), 'no such fault; GET /_emulator/faults lists all'),
    operation: z.enum(OPERATIONS, `no such operation; give one of ${OPERATIONS.join(', ')}`).exactOptional(),
    count: z.int(WHOLE).positive(WHOLE).exactOptional(),
    probability: z.number(PART).min(0, PART).max(1, PART).exactOptional(),
    seconds: z.number(SECONDS).min(0, SECONDS).max(600, SECONDS).exactOptional(),
    requestId: z.string().min(1, 'give the request id, or leave it out for all').exactOptional(),
  })
  .superRefine((request, context) => {
    const misfit = findMisfit(request.fault, operationOf(request), request.requestId)
    if (misfit) context.addIssue({ code: 'custom', ...misfit })
  })

function findMisfit(fault: string, operation: Operation, requestId: string | undefined) {
  const operations: readonly Operation[] = FAULTS[fault]?.operations ?? []
  if (!operations.includes(operation))
    return {
      path: ['operation'],
      message: `${fault} is played on ${operations.join(', ')}; give one of them`,
    }
  if (requestId === undefined || !WITHOUT_REQUEST_ID.has(operation)) return null
  return { path: ['requestId'], message: `calls of ${operation} have no request id; leave it out` }
}

const WITHOUT_REQUEST_ID: ReadonlySet<string> = new Set([
  'GetAvailableFunds',
  'token',
  'tokeninfo',
  'profile',
])
