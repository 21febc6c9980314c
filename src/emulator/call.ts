// The road every server call takes: refuse, else play a fault, else perform; write it down; answer.
// Everything up to the answer happens without a pause, so a call is applied and on file before its first byte.

import type { Request, Response } from 'express'
import { type Answer, deliver, type Headers, headersOf, isSilent } from './answer.ts'
import { arrivedMs } from './arrival.ts'
import type { Calls } from './calls.ts'
import { type Exchanges, headerPairs } from './exchange.ts'
import type { Faults } from './fault/fault.ts'
import type { PlayableCall } from './fault/playable.ts'
import type { Postponed } from './fault/postponed.ts'
import { sha256 } from './incentives/signature-v4.ts'
import type { Random } from './random.ts'
import type { CurrentWorld } from './world/current-world.ts'
import { settle } from './world/side-effect.ts'
import type { UnderWay } from './world/under-way.ts'

export interface ServerCall extends PlayableCall {
  /** A refusal that comes before any fault (signature, throttle), or null. */
  refuse(): Answer | null
  /** The answer in the format that the caller accepts; absent when there is only JSON. */
  render?(answer: Answer): Answer
  readonly body: Uint8Array | null
  readonly region: string | null
}

export interface CallParts {
  readonly random: Random
  readonly calls: Calls
  readonly exchanges: Exchanges
  readonly faults: Faults
  readonly postponed: Postponed
  readonly underWay: UnderWay
  readonly world: CurrentWorld
}

/** Answers one call of a server, after it is on the list of calls and kept for people to read. */
export async function answerCall(
  parts: CallParts,
  req: Request,
  res: Response,
  call: ServerCall,
): Promise<void> {
  const at = new Date(arrivedMs(res)).toISOString()
  const { answer, fault } = decide(parts, call)
  const headers = headersOf(answer, parts.random.uuid())
  const record = {
    ...identify(parts, req, call),
    at,
    operation: call.operation,
    status: isSilent(answer) ? null : answer.status,
    answer: answer.outcome,
    applied: answer.applied,
    fault,
  }
  parts.calls.record(record)
  parts.exchanges.keep({ ...record, ...transcribe(req, call, headers, answer) })
  parts.underWay.enter(call)
  await deliver(res, headers, answer).finally(() => parts.underWay.leave(call))
}

function decide(parts: CallParts, call: ServerCall): { answer: Answer; fault: string | null } {
  const { faults, postponed, underWay, world } = parts
  const refusal = call.refuse() ?? underWay.refuse(call, world.now())
  const played = refusal ? null : faults.play(call)
  const answered = settle(world.now(), postponed, call, refusal ?? played?.answer ?? call.perform())
  return { answer: call.render?.(answered) ?? answered, fault: played?.fault ?? null }
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
    body: body ?? new Uint8Array(),
    answerHeaders,
    answerBody: answer.body,
    delivery: answer.delivery ?? 'whole',
    afterSeconds: answer.afterSeconds ?? 0,
  }
}
