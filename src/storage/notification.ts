/** PostgreSQL's notifications: a hint from another process, never a fact; whoever misses one finds out by looking. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Looks again for a lost server this often; polling goes on meanwhile. */
const reconnectMs = 1_000

/** Calls `heard` at each notification on the channel, over a connection of its own, until `stop` resolves. */
export function listen(
  settings: () => pg.ClientConfig,
  channel: string,
  heard: () => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const listening = keepListening(settings, channel, heard, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await listening
    },
  }
}

async function keepListening(
  settings: () => pg.ClientConfig,
  channel: string,
  heard: () => void,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await listenOnce(new pg.Client(settings()), channel, heard, stopping).catch(() => {})
    await sleep(reconnectMs, undefined, { signal: stopping }).catch(() => {})
  }
}

/** Resolves when the connection is lost or no longer wanted. */
async function listenOnce(
  client: pg.Client,
  channel: string,
  heard: () => void,
  stopping: AbortSignal,
): Promise<void> {
  const ended = new Promise<void>(resolve => {
    client.on('error', () => resolve()).on('end', () => resolve())
    stopping.addEventListener('abort', () => resolve(), { once: true })
  })
  try {
    await client.connect()
    client.on('notification', heard)
    await client.query(`listen ${channel}`)
    // What was announced while nobody listened.
    heard()
    await ended
  } finally {
    await client.end().catch(() => {})
  }
}
