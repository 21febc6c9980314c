/** What a command reads from and writes to: the streams of this process, or those of whoever runs it within one. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable, Writable } from 'node:stream'

export type Output = Writable & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'rows' | 'columns'>>

export type Terminal = { readonly stdin: Readable; readonly stdout: Output; readonly stderr: Output }

const given = new AsyncLocalStorage<Terminal>()

export function terminal(): Terminal {
  return given.getStore() ?? process
}

/** Whatever `work` starts has this terminal, other commands at the same time have theirs. */
export function onTerminal<T>(streams: Terminal, work: () => T): T {
  return given.run(streams, work)
}
