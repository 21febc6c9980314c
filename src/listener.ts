/** The port of the service: taken before anything else, answering as soon as there is an application, drained on close. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DomainError } from './domain/errors.ts'

export type Listening = {
  readonly port: number
  /** Before this every request is told to come back in a moment. */
  answerWith(listener: RequestListener): void
  /** Finishes the requests in flight, within a few seconds, and frees the port. */
  close(): Promise<void>
}

/** Time for requests in flight when the service stops: a call to Amazon ends in 6 s, and the whole stop must within 10 s. */
const drainMs = 6_500

/** Time-outs against slow clients, in milliseconds. */
export const patience = {
  headersTimeout: 10_000,
  // For a list of a million recipients over a slow line; the application cuts off all other bodies much earlier.
  requestTimeout: 3_600_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
}

/** Port 0 takes a free one. */
export async function listen(host: string, port: number, timeouts = patience): Promise<Listening> {
  let listener: RequestListener = (_req, res) => starting(res)
  const server = createServer(timeouts, (req, res) => listener(req, res))
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

const startingPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>One moment</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
</head>
<body>
<main>
<h1>One moment</h1>
<p>This site is just starting. What you confirmed is safe; this page looks again by itself.</p>
</main>
</body>
</html>
`

/** The one page before there is an application; it looks again by itself. */
function starting(res: ServerResponse): void {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Retry-After': '2',
    Refresh: '2',
    Connection: 'close',
  }
  res.writeHead(503, headers)
  res.end(startingPage)
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  // Again and again, because a kept connection is idle only after its answer; the pause lets a browser follow a redirect.
  const idle = setInterval(() => server.closeIdleConnections(), 500)
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}
