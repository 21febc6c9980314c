// The emulator of Amazon as one function: Login with Amazon, the Incentives API and the control surface.
// It listens on loopback only and shares no code with the service it is there to test.

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { noteArrival } from './arrival.ts'
import { createCalls } from './calls.ts'
import { controlSurface, requireLoopback } from './control/door.ts'
import { createExchanges } from './exchange.ts'
import { createFaults } from './fault/fault.ts'
import { createPostponed } from './fault/postponed.ts'
import { type Abandonment, createHolds } from './hold.ts'
import type { AmountUnit } from './incentives/currency.ts'
import { createActivities } from './incentives/gift-card/activity.ts'
import { createCardActivations } from './incentives/gift-card/card-activation.ts'
import { createGiftCards } from './incentives/gift-card/gift-card.ts'
import { incentivesRoutes } from './incentives/incentives.ts'
import { createKeys } from './incentives/keys.ts'
import { createLedger, type FundsMode } from './incentives/ledger.ts'
import { createThrottle, type ThrottleLimits } from './incentives/throttle.ts'
import { takeInstanceLock } from './instance-lock.ts'
import { openJournal } from './journal.ts'
import { accountRoutes } from './login/account-page.ts'
import { authorizeRoutes } from './login/authorize.ts'
import { createConsents } from './login/consent.ts'
import { atEveryFace } from './login/face.ts'
import { createGrants } from './login/grant.ts'
import { loginServerRoutes } from './login/login-server.ts'
import { createRandom } from './random.ts'
import { createCurrentWorld } from './world/current-world.ts'
import { type AmazonRecord, NO_RECORD } from './world/recorded-answer.ts'
import { createUnderWay } from './world/under-way.ts'

export interface EmulatorOptions {
  /** 0 picks a free port. */
  readonly port: number
  /** State lives in its folder `emulator`; null keeps it in memory only. */
  readonly dataDir: string | null
  /** Of the credential scope; us-east-1 unless set. */
  readonly region?: string
  /** How `amount.value` is meant; major units unless set. */
  readonly amountUnit?: AmountUnit
  /** Whether funds run out; `ledger` unless set. */
  readonly funds?: FundsMode
  /** Makes every run the same; unpredictable unless set. */
  readonly seed?: string
  /** A file of Amazon's own answers to play; this emulator's assumptions unless set. */
  readonly record?: string
  /** Milliseconds since 1970; the system's clock unless set. */
  readonly clock?: () => number
  /** Ten loads a second unless set; null switches throttling off. */
  readonly throttle?: ThrottleLimits | null
  /** What to do when nobody holds the emulator; it runs until closed unless set. */
  readonly abandonment?: Abandonment
}

export interface Emulator {
  readonly url: string
  readonly port: number
  /** Cuts open connections and releases the data directory. */
  close(): Promise<void>
}

/**
 * Starts the emulator.
 * @throws when the port is taken, another emulator runs on the data directory, or the record cannot be played.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const directory = options.dataDir === null ? null : resolve(options.dataDir, 'emulator')
  const lock = directory === null ? null : takeInstanceLock(directory)
  const closers: Closers = [() => lock?.release()]
  try {
    const record = options.record ? (await import('./world/record.ts')).readRecord(options.record) : NO_RECORD
    const server = createServer(createApp(options, record, directory, closers))
    const port = await listen(server, options.port)
    const url = `http://localhost:${port}`
    lock?.announce(port, url)
    return { url, port, close: () => close(server, closers) }
  } catch (error) {
    closeParts(closers)
    throw error
  }
}

/** Amazon's documented limit for each partner account. */
const TEN_A_SECOND: ThrottleLimits = { perSecond: 10 }

/** What was opened, in that order; closed the other way round, so the lock goes last. */
type Closers = (() => void)[]

/** The Incentives API comes first: it is the busy part, and nothing else may slow it down. */
function createApp(
  options: EmulatorOptions,
  record: AmazonRecord,
  directory: string | null,
  closers: Closers,
): Express {
  const { clock = Date.now, region = 'us-east-1', amountUnit = 'major' } = options
  const journal = openJournal(directory && join(directory, 'log.ndjson'))
  closers.push(journal.close)
  const holds = createHolds(options.abandonment ?? null)
  closers.push(holds.close)
  const throttle = createThrottle(options.throttle === undefined ? TEN_A_SECOND : options.throttle)
  const memories = {
    ledger: createLedger(journal, region, options.funds ?? 'ledger'),
    calls: createCalls(journal),
    giftCards: createGiftCards(journal),
    cardActivations: createCardActivations(journal),
    activities: createActivities(journal),
    consents: createConsents(journal),
  }
  const random = createRandom(options.seed ?? null)
  const exchanges = createExchanges()
  const world = createCurrentWorld(record.world)
  const postponed = createPostponed()
  closers.push(postponed.clear)
  const forgetful = {
    exchanges,
    faults: createFaults(random, postponed),
    keys: createKeys(),
    world,
    postponed,
    refusals: new Map<string, string>(),
    grants: createGrants(clock, random),
  }
  const settings = { clock, random, region, amountUnit, throttle, record }
  const parts = { ...settings, underWay: createUnderWay(), ...memories, ...forgetful }
  const reset = () => {
    for (const part of [journal, ...Object.values(memories), ...Object.values(forgetful)]) part.clear()
  }
  const app = express().disable('x-powered-by').disable('etag').use(noteArrival(clock))
  app.use(incentivesRoutes(parts), atEveryFace(loginServerRoutes(parts)))
  app.use(requireBrowserSafety, atEveryFace(authorizeRoutes(parts)), accountRoutes(parts))
  // Whoever follows the address that `npm start` prints is a person.
  app.get('/', (_req, res) => res.redirect('/_emulator'))
  app.use('/_emulator', requireLoopback)
  app.use(holds.routes)
  const dataDir = options.dataDir && resolve(options.dataDir)
  app.all(/^\/_emulator(?:\/|$)/i, controlSurface({ ...parts, dataDir, reset }))
  app.use(answerNotFound, answerError)
  return app
}

/** Pages load nothing and run nothing, and nobody frames them. */
function requireBrowserSafety(_req: Request, res: Response, next: NextFunction): void {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

function answerNotFound(_req: Request, res: Response): void {
  res.status(404).json({ error: 'the emulator has nothing here; see /_emulator' })
}

function answerError(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  const { status = 500, message = 'unknown error' } = error as { status?: number; message?: string }
  if (status >= 500) console.error(error)
  if (res.headersSent) return void res.destroy()
  res.status(status).json({ error: message })
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server, closers: Closers): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
  closeParts(closers)
}

function closeParts(closers: Closers): void {
  for (const closePart of closers.splice(0).reverse()) closePart()
}
