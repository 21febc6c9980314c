// Keeps a shared emulator alive while a service holds it, and tells when nobody does any more.
// A holder that dies leaves a grace period, so that its successor finds the same emulator, faults included.

import { randomUUID } from 'node:crypto'
import express, { type Response, type Router } from 'express'

export interface Abandonment {
  /** How long after the last holder vanished (or the start). */
  readonly afterMs: number
  readonly onAbandoned: () => void
}

export interface Holds {
  readonly routes: Router
  close(): void
}

/** Without an abandonment, holding is allowed and has no effect. */
export function createHolds(abandonment: Abandonment | null): Holds {
  const holders = new Map<string, Response>()
  let timer: NodeJS.Timeout | undefined
  const waitForHolder = () => {
    if (abandonment) timer = setTimeout(abandonment.onAbandoned, abandonment.afterMs)
  }
  const stopWaiting = () => clearTimeout(timer)
  const routes = express.Router()
  routes.get('/_emulator/hold', (_req, res) => {
    const id = randomUUID()
    stopWaiting()
    holders.set(id, res)
    res.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).write(`${JSON.stringify({ id })}\n`)
    res.on('close', () => {
      if (holders.delete(id) && holders.size === 0) waitForHolder()
    })
  })
  routes.delete('/_emulator/hold/:id', (req, res) => {
    const holder = holders.get(req.params.id)
    if (!holder) return void res.status(404).json({ error: 'nobody holds the emulator by this id' })
    holders.delete(req.params.id)
    holder.end()
    // Said goodbye: no grace, unless somebody else came before this answer was out.
    res.on('close', () => {
      if (holders.size === 0) abandonment?.onAbandoned()
    })
    res.json({ stopping: abandonment !== null && holders.size === 0 })
  })
  waitForHolder()
  return { routes, close: stopWaiting }
}
