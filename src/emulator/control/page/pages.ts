// The routes of the control surface's pages that show something; what changes something is in page-actions.ts.

import express, { type Request, type Response, type Router } from 'express'
import type { Exchange } from '../../exchange.ts'
import { explainSignature, type SignatureExplanation } from '../../incentives/signature-explanation.ts'
import { sha256 } from '../../incentives/signature-v4.ts'
import { callPage } from './call-page.ts'
import { callsPage } from './calls-page.ts'
import { PATHS } from './control-page.ts'
import { factsPage } from './facts-page.ts'
import { faultsPage } from './faults-page.ts'
import { loadsPage } from './loads-page.ts'
import { overviewPage } from './overview-page.ts'
import { pageActions } from './page-actions.ts'
import type { PageParts } from './page-parts.ts'
import { scenariosPage } from './scenarios-page.ts'
import { worldsPage } from './worlds-page.ts'

export function pageRoutes(parts: PageParts): Router {
  const { calls, exchanges, faults, ledger, world } = parts
  const router = express.Router()
  router.get(PATHS.overview, (req, res) => {
    const { done, scenario } = req.query
    res.send(overviewPage(parts, { done, scenario, live: isLive(req, res) }))
  })
  router.get(PATHS.calls, (req, res) => void res.send(callsPage(exchanges, isLive(req, res))))
  router.get(`${PATHS.calls}/:number`, (req, res, next) => {
    const exchange = exchanges.find(Number(req.params.number))
    if (!exchange) return next()
    const neighbours = [exchanges.find(exchange.number - 1), exchanges.find(exchange.number + 1)]
    res.send(callPage(exchange, explain(parts, exchange, req), neighbours))
  })
  router.get(PATHS.loads, (_req, res) => void res.send(loadsPage(ledger, calls)))
  router.get(PATHS.faults, (req, res) => void res.send(faultsPage(faults, req.query.done)))
  router.get(PATHS.scenarios, (req, res) => void res.send(scenariosPage(req.query.done, req.query.scenario)))
  router.get(PATHS.worlds, (req, res) => void res.send(worldsPage(world, req.query.done)))
  router.get(PATHS.facts, (_req, res) => void res.send(factsPage()))
  router.use(pageActions(parts))
  return router
}

/** `?live` makes the browser look again by itself; WCAG 2.2.2 wants the way to stop it that the page offers. */
function isLive(req: Request, res: Response): boolean {
  const live = req.query.live !== undefined
  if (live) res.set('Refresh', '2')
  return live
}

/** Null for a call that needs no signature, and where the body is too long to be kept whole. */
function explain(parts: PageParts, exchange: Exchange, req: Request): SignatureExplanation | null {
  const { region, keys } = parts
  if (exchange.bodySha256 !== sha256(exchange.body) || !INCENTIVES.test(exchange.target)) return null
  const now = Date.parse(exchange.at)
  const port = req.socket.localPort ?? 0
  return explainSignature(exchange, { service: 'AGCODService', region, now, keys: keys.list(), port })
}

/** Its operations are the whole path; those of Login with Amazon are deeper. */
const INCENTIVES = /^\/+[A-Z][A-Za-z]+\/?(\?|$)/
