// What the emulator answers to a server's call, and how it goes over the wire: whole, late, cut or in drips.
// Which answer it is, is decided before the first byte; delivering it changes nothing any more.

import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Headers
  /** A word or two for the list of calls: `SUCCESS`, `F200 MaxAmountExceeded`, `invalid_grant`. */
  readonly outcome: string
  /** True when this very call put money on an account (a replay of an earlier load did not). */
  readonly applied: boolean
  /** Absent: whole. `cut` closes the connection, `never` leaves it silent, `drip` sends a byte a second. */
  readonly delivery?: 'cut' | 'never' | 'drip'
  readonly afterSeconds?: number
}

/** A JSON answer that moved no money. */
export function jsonAnswer(status: number, value: unknown, outcome: string): Answer {
  return { status, body: JSON.stringify(value), outcome, applied: false }
}

export type Headers = Readonly<Record<string, string>>

/** What the answer is sent with. */
export function headersOf(answer: Answer, requestId: string): Headers {
  return {
    'X-Amzn-RequestId': requestId,
    'Content-Type': 'application/json;charset=UTF-8',
    'Cache-Control': 'no-store',
    'Content-Length': String(Buffer.byteLength(answer.body)),
    ...answer.headers,
  }
}

/** Puts the answer on the wire; resolves when it has nothing more to write. */
export async function deliver(res: ServerResponse, headers: Headers, answer: Answer): Promise<void> {
  if (answer.afterSeconds) await sleep(answer.afterSeconds * 1000, undefined, { ref: false })
  if (answer.delivery === 'never') return
  if (answer.delivery === 'cut') {
    res.socket?.destroy()
    return
  }
  res.writeHead(answer.status, headers)
  if (answer.delivery === 'drip') return drip(res, Buffer.from(answer.body))
  res.end(answer.body)
}

async function drip(res: ServerResponse, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !res.destroyed; at += 1) {
    res.write(bytes.subarray(at, at + 1))
    await sleep(1000, undefined, { ref: false })
  }
  res.end()
}
