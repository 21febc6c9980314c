// The success of a LoadAmazonBalance call in the form that the current world gives it, or in Amazon's recorded one.

import type { Answer } from '../answer.ts'
import type { Load } from '../journal.ts'
import { type Echoed, playRecorded } from '../world/recorded-answer.ts'
import { float } from './json.ts'
import type { OperationParts } from './operation.ts'

/** The answer to the call that moved the money; it is for the caller to say that it did. */
export function succeedLoad({ record, world }: OperationParts, load: Echoed): Answer {
  const { echo } = world.now()
  const recorded = record.answers.load
  // The recorded form has the echo that the emulator started with; another one may have been asked for since.
  if (recorded && echo === world.initial.echo) return playRecorded(recorded, load, 'SUCCESS')
  return {
    status: 200,
    body: echo === 'full' ? fullEcho(load) : STATUS_ONLY,
    outcome: 'SUCCESS',
    applied: false,
  }
}

/** The answer to a later call with the request id of this load. */
export function replayLoad(parts: OperationParts, load: Load): Answer {
  const first = succeedLoad(parts, { ...load, amount: Number(load.amount) })
  const { replayBody } = parts.world.now()
  if (replayBody === 'same') return first
  if (replayBody === 'empty') return { ...first, body: '' }
  if (replayBody === 'status-only') return { ...first, body: STATUS_ONLY }
  const timestamp = JSON.stringify(new Date(parts.clock()).toISOString())
  return { ...first, body: first.body.replace(/\}\s*$/, `,"timestamp":${timestamp}}`) }
}

const STATUS_ONLY = '{"status":"SUCCESS"}'

/** Amounts are answered as floats, so 25 comes back as 25.0 (recorded of CreateGiftCard). */
function fullEcho({ requestId, amount, currency }: Echoed): string {
  const money = { currencyCode: currency, value: float(amount ?? 0) }
  return JSON.stringify({ loadBalanceRequestId: requestId, amount: money, status: 'SUCCESS' })
}
