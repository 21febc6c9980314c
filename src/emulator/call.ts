// The road every server call takes: refuse, else play a fault, else perform; write it down; answer.
// Everything up to the answer happens without a pause, so a call is applied and on file before its first byte.

import type { Request, Response } from 'express'
import { type Answer, deliver, type Headers, headersOf } from './answer.ts'
import type { Calls } from './calls.ts'
import { type Exchanges, headerPairs } from './exchange.ts'
import type { Faults } from './fault/fault.ts'
import type { PlayableCall } from './fault/playable.ts'
import { sha256 } from './incentives/signature-v4.ts'
import type { Random } from './random.ts'

export interface ServerCall extends PlayableCall {
  /** A refusal that comes before any fault (signature, throttle), or null. */
  refuse(): Answer | null
  /** The answer in the format that the caller accepts; absent when there is only JSON. */
  render?(answer: Answer): Answer
  readonly requestId: string | null
  readonly body: Uint8Array | null
  readonly region: string | null
}

export interface CallParts {
  readonly clock: () => number
  readonly random: Random
  readonly calls: Calls
  readonly exchanges: Exchanges
  readonly faults: Faults
}

/** Answers one call of a server, after it is on the list of calls and kept for people to read. */
export async function answerCall(
  parts: CallParts,
  req: Request,
  res: Response,
  call: ServerCall,
): Promise<void> {
  const at = new Date(parts.clock()).toISOString()
  const refusal = call.refuse()
  const played = refusal ? null : parts.faults.play(call)
  const answered = refusal ?? played?.answer ?? call.perform()
  const answer = call.render?.(answered) ?? answered
  const headers = headersOf(answer, parts.random.uuid())
  const outcome = {
    at,
    operation: call.operation,
    status: answer.delivery === 'cut' || answer.delivery === 'never' ? null : answer.status,
    answer: answer.outcome,
    applied: answer.applied,
    fault: played?.fault ?? null,
  }
  parts.calls.record({ ...identify(parts, req, call), ...outcome })
  parts.exchanges.keep({ ...transcribe(req, call, headers, answer), ...outcome })
  await deliver(res, headers, answer)
}

function identify({ calls }: CallParts, req: Request, { requestId, body, region }: ServerCall) {
  return {
    requestId,
    bodySha256: body && sha256(body),
    host: req.headers.host ?? null,
    region,
    connection: calls.connectionOf(req.socket),
  }
}

function transcribe(req: Request, { body }: ServerCall, answerHeaders: Headers, answer: Answer) {
  return {
    method: req.method,
    target: req.originalUrl,
    headers: headerPairs(req.rawHeaders),
    body: body ? Buffer.from(body).toString('utf8') : '',
    answerHeaders,
    answerBody: answer.body,
  }
}
