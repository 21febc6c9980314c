/** A transport that keeps what passes through it: masked for the report, and as it is for the case that looks at it. */
import { type Message, type Reply, type Transport, TransportError } from '../amazon/transport.ts'
import type { Mask } from './mask.ts'
import type { Exchange } from './result.ts'

export type Sent = { readonly url: string; readonly message: Message; readonly reply: Reply | null }

export type Recorder = {
  /** Closing it is left to the owner of the one underneath. */
  readonly transport: Transport
  /** Everything since the last take, in the order in which it left. An answer that comes later is filled in then. */
  take(): readonly Recorded[]
}

export type Recorded = { readonly sent: Sent; readonly exchange: Exchange }

export function createRecorder(transport: Transport, mask: Mask): Recorder {
  let kept: Recorded[] = []
  const record = async (url: string, message: Message): Promise<Reply> => {
    const at = new Date()
    const recorded = describe(mask, at, { url, message, reply: null }, 'not yet')
    kept.push(recorded)
    const end = (reply: Reply | null, trouble: string | null) => {
      const { sent, exchange } = describe(mask, at, { url, message, reply }, trouble)
      Object.assign(recorded.sent, sent)
      Object.assign(recorded.exchange, exchange)
    }
    try {
      const reply = await transport.send(url, message)
      end(reply, null)
      return reply
    } catch (error) {
      end(null, error instanceof TransportError ? error.reason : 'not sent')
      throw error
    }
  }
  return {
    transport: { send: record, close: async () => {} },
    take: () => {
      const taken = kept
      kept = []
      return taken
    },
  }
}

function describe(mask: Mask, at: Date, sent: Sent, trouble: string | null): Recorded {
  const { url, message, reply } = sent
  const exchange = {
    at: at.toISOString(),
    durationMs: Date.now() - at.getTime(),
    method: message.method,
    url: mask(url),
    requestHeaders: masked(mask, message.headers),
    requestBody: mask(String(message.body ?? '')),
    answer: reply && { status: reply.status, headers: masked(mask, reply.headers), body: mask(reply.text) },
    trouble,
  }
  return { sent, exchange }
}

function masked(mask: Mask, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(value)]))
}
