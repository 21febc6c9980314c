// What the emulator answers to a server's call, and how it goes over the wire: whole, late, cut or in drips.
// Which answer it is, is decided before the first byte; delivering it changes nothing any more.

import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Headers
  /** A word or two for the list of calls: `SUCCESS`, `F200 MaxAmountExceeded`, `invalid_grant`. */
  readonly outcome: string
  /** True when this very call put money on an account (a replay of an earlier load did not). */
  readonly applied: boolean
  /** Absent: whole. */
  readonly delivery?: Delivery
  readonly afterSeconds?: number
}

/**
 * `cut` closes the connection, `rst` resets it, `never` leaves it silent until the caller gives up, `half` closes it
 * in the middle of the body, `drip` sends a byte a second, `flood` sends 100 MB.
 */
export type Delivery = 'cut' | 'rst' | 'never' | 'half' | 'drip' | 'flood'

/** True when not even a status is sent. */
export function isSilent({ delivery }: Answer): boolean {
  return delivery === 'cut' || delivery === 'rst' || delivery === 'never'
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
    ...(answer.delivery !== 'flood' && { 'Content-Length': String(Buffer.byteLength(answer.body)) }),
    ...answer.headers,
  }
}

/** Puts the answer on the wire; resolves when it has nothing more to write. */
export async function deliver(res: ServerResponse, headers: Headers, answer: Answer): Promise<void> {
  if (answer.afterSeconds) await sleep(answer.afterSeconds * 1000, undefined, { ref: false })
  if (res.destroyed) return
  if (isSilent(answer)) return fallSilent(res, answer.delivery)
  res.writeHead(answer.status, headers)
  if (answer.delivery === undefined) return void res.end(answer.body)
  const bytes = Buffer.from(answer.body)
  if (answer.delivery === 'half') return breakOff(res, bytes)
  if (answer.delivery === 'drip') return await drip(res, bytes)
  await flood(res, answer.body)
}

async function fallSilent(res: ServerResponse, delivery: Delivery | undefined): Promise<void> {
  if (delivery === 'never') await new Promise(resolve => res.once('close', resolve))
  else if (delivery === 'rst') res.socket?.resetAndDestroy()
  else res.socket?.destroy()
}

function breakOff(res: ServerResponse, bytes: Buffer): void {
  res.write(bytes.subarray(0, bytes.length / 2), () => res.socket?.destroy())
}

async function drip(res: ServerResponse, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !res.destroyed; at += 1) {
    res.write(bytes.subarray(at, at + 1))
    await sleep(1000, undefined, { ref: false })
  }
  res.end()
}

const FLOOD_BYTES = 100_000_000
const FLOOD_PIECE = 'x'.repeat(50_000)

/** A member before the others, as fast as the caller reads it; one who has had enough may hang up. */
async function flood(res: ServerResponse, body: string): Promise<void> {
  await pipeline(floodPieces(body), res).catch(() => {})
}

function* floodPieces(body: string): Generator<string> {
  yield '{"padding":"'
  for (let sent = 0; sent < FLOOD_BYTES; sent += FLOOD_PIECE.length) yield FLOOD_PIECE
  yield `",${body.slice(1)}`
}
