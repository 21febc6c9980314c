// What the forms of the control surface's pages do. Each changes one thing and leads back to a page (RFC 9110, 303).

import express, { type Request, type Response, type Router } from 'express'
import { isCurrency, toMinor } from '../../incentives/currency.ts'
import { FaultRequest } from '../fault-request.ts'
import { play, SCENARIOS } from '../scenario.ts'
import { type Deed, PATHS, type PageName, pathAfter } from './control-page.ts'
import { faultFrom, faultsPage, problemIn } from './faults-page.ts'
import { overviewPage } from './overview-page.ts'
import type { PageParts } from './page-parts.ts'
import type { Typed } from './switches.ts'

export function pageActions(parts: PageParts): Router {
  const { faults, keys } = parts
  const router = express.Router()
  const form = express.urlencoded({ extended: false })
  router.use('/_emulator/page', form)
  router.post(PATHS.faults, (req, res) => addFault(parts, req, res))
  router.post(`${PATHS.faults}/remove`, (req, res) => {
    faults.remove(member(req, 'id'))
    goBack(req, res, 'removed', 'faults')
  })
  router.post(`${PATHS.faults}/clear`, (req, res) => {
    faults.clear()
    goBack(req, res, 'cleared', 'faults')
  })
  router.post(PATHS.scenarios, (req, res) => playScenario(parts, req, res))
  router.post(PATHS.worlds, (req, res) => enterWorld(parts, req, res))
  router.post('/_emulator/page/funds', (req, res) => setFunds(parts, req, res))
  router.post('/_emulator/page/keys', (req, res) => {
    keys.setActive(member(req, 'key'), member(req, 'active') === 'yes')
    goBack(req, res, 'key', 'overview')
  })
  router.post('/_emulator/page/reset', (req, res) => {
    parts.reset()
    goBack(req, res, 'reset', 'overview')
  })
  return router
}

function member(req: Request, name: string): string {
  const body: Readonly<Record<string, unknown>> = req.body ?? {}
  return String(body[name] ?? '').trim()
}

/** To the page that the form names, else to its own. */
function goBack(req: Request, res: Response, deed: Deed, own: PageName, subject = {}): void {
  const from = Object.keys(PATHS).find(name => name === member(req, 'from'))
  res.redirect(303, pathAfter(deed, (from as PageName | undefined) ?? own, subject))
}

function addFault({ faults }: PageParts, req: Request, res: Response): void {
  const request = FaultRequest.safeParse(faultFrom(req.body ?? {}))
  if (!request.success)
    return void res
      .status(400)
      .send(faultsPage(faults, null, { problem: problemIn(request.error), typed: req.body }))
  faults.add(request.data)
  goBack(req, res, 'added', 'faults')
}

function playScenario(parts: PageParts, req: Request, res: Response): void {
  const scenario = SCENARIOS.find(({ name }) => name === member(req, 'scenario'))
  if (!scenario) return refuse(parts, res, 'There is no such scenario.')
  play(parts, scenario)
  goBack(req, res, 'scenario', 'scenarios', { scenario: scenario.name })
}

/** No name means the one that the emulator started with. */
function enterWorld(parts: PageParts, req: Request, res: Response): void {
  const { world } = parts
  const name = member(req, 'world')
  const entered = name === '' ? world.initial : world.find(name)
  if (!entered) return refuse(parts, res, 'There is no such world.')
  world.change(entered)
  goBack(req, res, 'world', 'worlds')
}

function setFunds(parts: PageParts, req: Request, res: Response): void {
  const [amount, currency] = [member(req, 'amount'), member(req, 'currency')]
  if (!isCurrency(currency) || !/^\d{1,12}(\.\d+)?$/.test(amount))
    return refuse(parts, res, 'Funds are an amount like 40 or 40.00 and a known currency like USD.', {
      amount,
      currency,
    })
  parts.ledger.setFunds(currency, Math.floor(toMinor(Number(amount), currency, 'major')))
  goBack(req, res, 'funds', 'overview')
}

function refuse(parts: PageParts, res: Response, problem: string, typed: Typed = {}): void {
  res.status(400).send(overviewPage(parts, { live: false, problem, typed }))
}
