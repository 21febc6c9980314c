/**
 * Outgoing HTTP to Amazon: one pool per origin, a hard deadline for the whole exchange, a size cap, no redirects
 * and no retries. A failure says whether the request can have left this machine.
 */
import { Agent, type Dispatcher, request } from 'undici'
import { withLastLook } from './last-look.ts'

export type Transport = {
  send(url: string, message: Message): Promise<Reply>
  close(): Promise<void>
}

export type Message = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Ends the exchange, connection and body included, whatever it is waiting for. */
  readonly signal: AbortSignal
  /** Asked when the connection stands and the first byte is about to leave; where it says no, none does. */
  readonly mayLeave?: () => boolean
  /** A long list may come back; every other answer is small. */
  readonly large?: true
}

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** No answer, or not a whole one. `neverLeft` is true only when it failed before the first byte. */
export class TransportError extends Error {
  readonly neverLeft: boolean
  readonly reason: string

  constructor(reason: string, neverLeft: boolean, cause: unknown) {
    super(`no usable answer: ${reason}`, { cause })
    this.name = 'TransportError'
    this.reason = reason
    this.neverLeft = neverLeft
  }
}

const maxResponseBytes = 64 * 1024
/** A page of 1,000 activities, at about 400 bytes each, ten times over. */
const maxLargeBytes = 4 * 1024 * 1024

export function createTransport(): Transport {
  const ordinary = createAgent(maxResponseBytes)
  const large = createAgent(maxLargeBytes)
  return {
    send: (url, message) => send(message.large ? large : ordinary, url, message),
    close: async () => {
      await Promise.all([ordinary.destroy(), large.destroy()])
    },
  }
}

function createAgent(maxResponseSize: number): Agent {
  return new Agent({
    // Unlimited, because a request that waits in undici's own queue outlives its AbortSignal.
    connections: null,
    pipelining: 1,
    connect: { timeout: 3_000 },
    maxResponseSize,
  })
}

async function send(agent: Agent, url: string, message: Message): Promise<Reply> {
  const { method, headers, body = null, signal, mayLeave } = message
  try {
    const dispatcher = mayLeave ? withLastLook(agent, mayLeave) : agent
    const options = { dispatcher, method, headers, body, signal }
    const response = await request(url, options)
    return {
      status: response.statusCode,
      headers: flatten(response.headers),
      text: await response.body.text(),
    }
  } catch (error) {
    const { code, syscall } = describe(error)
    throw new TransportError(reasonFor(error, code), neverLeft(code, syscall), error)
  }
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))
}

/** A host with several addresses fails as an AggregateError of what happened at each. */
function describe(error: unknown): { code: string; syscall: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return describeAll(error)
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  return { code: typeof code === 'string' ? code : '', syscall: typeof syscall === 'string' ? syscall : '' }
}

function describeAll({ errors }: AggregateError): { code: string; syscall: string } {
  const all = errors.map(describe)
  const atConnect = all.every(({ syscall }) => syscall === 'connect')
  return { code: all[0]?.code ?? '', syscall: atConnect ? 'connect' : '' }
}

function reasonFor(error: unknown, code: string): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  if (error instanceof Error && error.name === 'AbortError') return 'aborted'
  return /^[A-Z0-9_]{3,60}$/.test(code) ? code : 'connection-failed'
}

/** OpenSSL's verdicts on a certificate and Node's own; all fall before the request is written. */
const certificateError =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)/

function neverLeft(code: string, syscall: string): boolean {
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'HELD_BACK') return true
  return syscall === 'connect' || syscall === 'getaddrinfo' || certificateError.test(code)
}
