// The control surface under /_emulator: what happened, funds, reset; faults, world and keys have files of their own.
// Whoever mounts it lets in this machine only (door.ts).

import express, { type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import type { Calls } from '../calls.ts'
import { isCurrency, toMinor } from '../incentives/currency.ts'
import type { Ledger } from '../incentives/ledger.ts'
import type { Load } from '../journal.ts'
import { faultApi } from './fault-api.ts'
import { keyApi } from './key-api.ts'
import type { PageParts } from './page/page-parts.ts'
import { pageRoutes } from './page/pages.ts'
import { read } from './read.ts'
import { worldApi } from './world-api.ts'

export interface ControlParts extends PageParts {
  /** The state directory's absolute path, or null for memory only. */
  readonly dataDir: string | null
}

export function controlRoutes(parts: ControlParts): Router {
  const { calls, faults, ledger } = parts
  const router = express.Router()
  router.use(pageRoutes(parts))
  router.get('/_emulator/health', (_req, res) => void res.json(health(parts)))
  router.get('/_emulator/ledger', (_req, res) =>
    sendLines(res, ledger.list(), load => ledgerLine(load, calls)),
  )
  router.get('/_emulator/calls', (_req, res) => sendLines(res, calls.list(), call => JSON.stringify(call)))
  router.use(faultApi(faults), worldApi(parts.world), keyApi(parts.keys))
  router.put('/_emulator/funds', express.json({ type: () => true }), (req, res) => setFunds(ledger, req, res))
  router.post('/_emulator/reset', (_req, res) => {
    parts.reset()
    res.sendStatus(204)
  })
  return router
}

function health({ dataDir }: ControlParts): object {
  return { emulator: 'login-and-receive', pid: process.pid, dataDir }
}

/** The amount stays exactly the number that was received, so it is not parsed on the way out. */
function ledgerLine(load: Load, calls: Calls): string {
  const { requestId, accountId, amount, currency, appliedAt } = load
  const rest = { currency, appliedAt, timesRequested: calls.timesRequested(requestId) }
  const head = JSON.stringify({ requestId, accountId }).slice(0, -1)
  return `${head},"amount":${amount},${JSON.stringify(rest).slice(1)}`
}

function sendLines<T>(res: Response, items: Iterable<T>, line: (item: T) => string): void {
  res.type('application/x-ndjson')
  for (const item of items) res.write(`${line(item)}\n`)
  res.end()
}

const Funds = z.strictObject({
  currency: z.string().refine(isCurrency, 'no known currency'),
  amount: z.number().nonnegative(),
})

/** `amount` is in major units whatever unit the loads use. */
function setFunds(ledger: Ledger, req: Request, res: Response): void {
  const { currency, amount } = read(Funds, req.body)
  ledger.setFunds(currency, Math.floor(toMinor(amount, currency, 'major')))
  res.sendStatus(204)
}
