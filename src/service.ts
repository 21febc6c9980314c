/**
 * A running service: it listens at once, answers when the database is ready, sends what is due, and drains on close.
 * The command `npm start` and the tests run this same one.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Trial } from '../views/home.ts'
import { type Locale, locales } from '../views/locale.ts'
import { createApp } from './app.ts'
import { compose, type Parts } from './compose.ts'
import { DomainError } from './domain/errors.ts'
import { movesMoney } from './domain/marketplace.ts'
import { readAssets } from './http/assets.ts'
import { createSession } from './http/session.ts'
import type { Web } from './http/web.ts'
import { jobs, startJobs } from './jobs.ts'
import { createSender } from './services/sender.ts'
import * as browserSessions from './storage/browser-session.ts'
import type { Database } from './storage/database.ts'
import { rememberPublicUrl } from './storage/installation.ts'

export type ServiceParts = Omit<Parts, 'publicUrl'> & {
  readonly publicUrl: string
  readonly sessionSecrets: readonly string[]
  readonly trustProxy: readonly string[]
  readonly maxRequestsInFlight: number
  readonly buttonFile: string | null
  readonly trial: Trial | null
  readonly locales?: readonly [Locale, ...Locale[]]
}

export type Service = { close(): Promise<void> }

/** Takes over a listening server. Close drains requests and calls in flight, not the database. */
export async function startService(server: Listening, parts: ServiceParts): Promise<Service> {
  const { context, close } = compose(parts)
  const sender = createSender(context)
  const draining = new AbortController()
  const session = createSession(
    sessionRepository(parts.database),
    parts.sessionSecrets,
    parts.publicUrl.startsWith('https://'),
  )
  const web: Web = {
    context,
    sender,
    session,
    assets: readAssets(parts.buttonFile),
    locales: parts.locales ?? locales,
    sessionSecrets: parts.sessionSecrets,
    trustProxy: parts.trustProxy,
    maxRequestsInFlight: parts.maxRequestsInFlight,
    test: !parts.config.accounts.some(account => movesMoney(account.incentives.url)),
    trial: parts.trial,
    isReady: async () => !draining.signal.aborted && (await answers(parts.database)),
  }
  await rememberPublicUrl(parts.database, parts.publicUrl)
  server.answerWith(createApp(web))
  const running = startJobs(jobs(context, sender), parts.log)
  return {
    close: async () => {
      draining.abort()
      // A consent that still commits now is durable and waits for the next process.
      await Promise.all([server.close(), running.stop(), sender.stop()])
      await close()
    },
  }
}

function sessionRepository(database: Database) {
  return {
    find: (id: string) => browserSessions.find(database, id),
    save: (id: string, content: object) => browserSessions.save(database, id, content),
    touch: (id: string) => browserSessions.touch(database, id),
    remove: (id: string) => browserSessions.remove(database, id),
  }
}

async function answers(database: Database): Promise<boolean> {
  return await database.query('select 1').then(
    () => true,
    () => false,
  )
}

export type Listening = {
  readonly port: number
  /** Before this every request is told to come back in a moment. */
  answerWith(listener: RequestListener): void
  /** Finishes the requests in flight, within a few seconds, and frees the port. */
  close(): Promise<void>
}

/** Time for requests in flight when the service stops; the slowest page waits for Amazon for 10 s, but rarely. */
const drainMs = 8_000

/** Listens with time-outs against slow clients. Port 0 takes a free one. */
export async function listen(host: string, port: number): Promise<Listening> {
  let listener: RequestListener = (_req, res) => starting(res)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
    },
    (req, res) => listener(req, res),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(host, port, error))).listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    answerWith: next => {
      listener = next
    },
    close: () => closeServer(server),
  }
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): DomainError {
  const reason = cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message
  return new DomainError('configuration', `HOST, PORT: cannot listen on ${host}, port ${port}: ${reason}`, {
    cause,
  })
}

function starting(res: ServerResponse): void {
  res.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '1', Connection: 'close' })
  res.end('Starting. Please try again in a moment.\n')
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearTimeout(timer)
}
