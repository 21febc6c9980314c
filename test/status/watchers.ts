/** Browsers that wait: each reads the page of its claim and comes back when the Refresh header says so. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { parseTimeLeft } from '../helpers/time-left.ts'

export type Reading = {
  readonly token: string
  /** When the page was there. */
  readonly at: number
  readonly ms: number
  readonly status: number
  /** What the page said of the time left, in milliseconds; null where it said nothing. */
  readonly leftMs: number | null
}

/** Over so long the first readings are spread: the mean pause of somebody who has long to wait. */
const spreadMs = 60_000

/** All `tokens` watch for `ms` milliseconds; their readings. A page that is not there or does not answer is an error. */
export async function watch(url: string, tokens: readonly string[], ms: number): Promise<Reading[]> {
  const pool = new Pool(url, { connections: 50 })
  const readings: Reading[] = []
  const end = performance.now() + ms
  const pause = (pauseMs: number) => sleep(Math.max(0, Math.min(pauseMs, end - performance.now())))
  const watchOne = async (token: string) => {
    await pause(Math.random() * Math.min(spreadMs, ms))
    while (performance.now() < end) {
      const { reading, refreshMs } = await read(pool, token)
      readings.push(reading)
      if (refreshMs === null) return
      await pause(refreshMs)
    }
  }
  await Promise.all(tokens.map(watchOne))
  await pool.close()
  return readings
}

/** Reads the page of one token every `everyMs` for `ms` milliseconds. */
export async function visit(url: string, token: string, everyMs: number, ms: number): Promise<Reading[]> {
  const pool = new Pool(url, { connections: 5 })
  const readings: Reading[] = []
  for (const end = performance.now() + ms; performance.now() < end; await sleep(everyMs))
    readings.push((await read(pool, token)).reading)
  await pool.close()
  return readings
}

async function read(pool: Pool, token: string): Promise<{ reading: Reading; refreshMs: number | null }> {
  const started = performance.now()
  const { statusCode: status, headers, body } = await pool.request({ path: `/c/${token}`, method: 'GET' })
  const text = await body.text()
  const reading = { token, at: Date.now(), ms: performance.now() - started, status, leftMs: leftIn(text) }
  return { reading, refreshMs: headers.refresh === undefined ? null : Number(headers.refresh) * 1_000 }
}

function leftIn(text: string): number | null {
  const words = /About ([^;<]*) left;/.exec(text)?.[1]
  return words === undefined ? null : parseTimeLeft(words)
}
