/** Files that are made while somebody takes them, row by row at the pace of who does. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Response } from 'express'

/** Each holds a connection to the database for as long as it takes, and recipients need the others. */
const mostAtOnce = 2
/** Whoever takes nothing for so long is gone. */
const stalledMs = 30_000

const types = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' }

export type Download = { readonly name: string; readonly format: keyof typeof types }

type Fill = (write: (text: string) => Promise<void>) => Promise<void>

/** Sends what `fill` writes; false, and nothing was sent, while as many are being made as may be. */
export type Send = (res: Response, download: Download, fill: Fill) => Promise<boolean>

/** One limit for all that are sent by what this returns. */
export function limitedDownloads(): Send {
  let atOnce = 0
  return async (res, download, fill) => {
    if (atOnce >= mostAtOnce) return false
    atOnce++
    try {
      await stream(res, download, fill)
    } finally {
      atOnce--
    }
    return true
  }
}

async function stream(res: Response, { name, format }: Download, fill: Fill): Promise<void> {
  res.set({
    'Content-Type': types[format],
    'Content-Disposition': `attachment; filename="${name}.${format}"`,
  })
  try {
    await fill(text => take(res, text))
    res.end()
  } catch (error) {
    // Cut off, as after any other error: a file that ends early must not look whole.
    if (!(error instanceof Gone)) throw error
    res.destroy()
  }
}

class Gone extends Error {}

async function take(res: Response, text: string): Promise<void> {
  if (res.destroyed) throw new Gone('the reader is gone')
  if (res.write(text)) return
  const waiting = new AbortController()
  const { signal } = waiting
  const stalled = sleep(stalledMs, undefined, { signal }).then(() =>
    Promise.reject(new Gone('the reader takes nothing')),
  )
  const closed = once(res, 'close', { signal }).then(() => Promise.reject(new Gone('the reader is gone')))
  await Promise.race([once(res, 'drain', { signal }), stalled, closed]).finally(() => waiting.abort())
}
