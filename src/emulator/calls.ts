// The list of every call a server made, with what it was answered: evidence for checkers.
// Holds hashes and outcomes only, never a secret, token or body.

import type { Socket } from 'node:net'
import type { CallRecord, Journal } from './journal.ts'

export interface Calls {
  record(call: CallRecord): void
  list(): readonly CallRecord[]
  /** How many LoadAmazonBalance calls carried this request id, whatever they were answered. */
  timesRequested(requestId: string): number
  /** A number for the connection, the same for all its calls. */
  connectionOf(socket: Socket): number
  clear(): void
}

/** Restores the list from the journal and keeps writing to it. */
export function createCalls(journal: Journal): Calls {
  const calls: CallRecord[] = []
  const times = new Map<string, number>()
  const enter = (call: CallRecord) => {
    calls.push(call)
    if (call.requestId === null || call.operation !== 'LoadAmazonBalance') return
    times.set(call.requestId, (times.get(call.requestId) ?? 0) + 1)
  }
  for (const { fact, ...call } of journal.facts) if (fact === 'call') enter(call as CallRecord)
  return {
    record(call) {
      journal.append({ fact: 'call', ...call })
      enter(call)
    },
    list: () => calls,
    timesRequested: requestId => times.get(requestId) ?? 0,
    connectionOf: countConnections(),
    clear() {
      calls.length = 0
      times.clear()
    },
  }
}

function countConnections(): (socket: Socket) => number {
  const numbers = new WeakMap<Socket, number>()
  let last = 0
  return socket => {
    const number = numbers.get(socket) ?? ++last
    numbers.set(socket, number)
    return number
  }
}
