/** A transport that keeps what passes through it: masked for the report, and as it is for the case that looks at it. */
import { type Message, type Reply, type Transport, TransportError } from '../amazon/transport.ts'
import type { Mask } from './mask.ts'
import type { Exchange } from './result.ts'

export type Sent = { readonly url: string; readonly message: Message; readonly reply: Reply | null }

export type Recorder = {
  /** Closing it is left to the owner of the one underneath. */
  readonly transport: Transport
  /** Everything since the last take, in the order in which it left. */
  take(): readonly Recorded[]
}

export type Recorded = { readonly sent: Sent; readonly exchange: Exchange }

export function createRecorder(transport: Transport, mask: Mask): Recorder {
  let kept: { recorded: Recorded }[] = []
  const record = async (url: string, message: Message): Promise<Reply> => {
    const at = new Date()
    const slot = { recorded: describe(mask, at, { url, message, reply: null }, 'no answer in time') }
    kept.push(slot)
    try {
      const reply = await transport.send(url, message)
      slot.recorded = describe(mask, at, { url, message, reply }, null)
      return reply
    } catch (error) {
      const trouble = error instanceof TransportError ? error.reason : 'not sent'
      slot.recorded = describe(mask, at, { url, message, reply: null }, trouble)
      throw error
    }
  }
  return {
    transport: { send: record, close: async () => {} },
    take: () => {
      const taken = kept.map(({ recorded }) => recorded)
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
