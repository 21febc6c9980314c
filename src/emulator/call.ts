// The road every server call takes: refuse, else play a fault, else perform; write it down; answer.
// Everything up to the answer happens without a pause, so a call is applied and on file before its first byte.

import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { type Answer, deliver } from './answer.ts'
import type { Calls } from './calls.ts'
import type { Faults } from './fault.ts'
import type { PlayableCall } from './playable.ts'
import { sha256 } from './signature-v4.ts'

export interface ServerCall extends PlayableCall {
  /** A refusal that comes before any fault (signature, throttle), or null. */
  refuse(): Answer | null
  readonly requestId: string | null
  readonly body: Uint8Array | null
  readonly region: string | null
}

export interface CallParts {
  readonly clock: () => number
  readonly calls: Calls
  readonly faults: Faults
}

/** Answers one call of a server and puts it on the list of calls. */
export async function answerCall(
  parts: CallParts,
  req: Request,
  res: Response,
  call: ServerCall,
): Promise<void> {
  const at = new Date(parts.clock()).toISOString()
  const refusal = call.refuse()
  const played = refusal ? null : parts.faults.play(call)
  const answer = refusal ?? played?.answer ?? call.perform()
  parts.calls.record({
    at,
    operation: call.operation,
    requestId: call.requestId,
    bodySha256: call.body && sha256(call.body),
    host: req.headers.host ?? null,
    region: call.region,
    connection: parts.calls.connectionOf(req.socket),
    status: answer.delivery === 'cut' || answer.delivery === 'never' ? null : answer.status,
    answer: answer.outcome,
    applied: answer.applied,
    fault: played?.fault ?? null,
  })
  await deliver(res, randomUUID(), answer)
}
