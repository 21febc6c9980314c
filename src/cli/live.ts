/** Views that stay: redrawn in the terminal once a second; a line a second where there is none. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../domain/errors.ts'
import { note, plain, write } from './print.ts'
import { type Output, terminal } from './terminal.ts'

const everyMs = 1_000

export type Live<Report> = {
  readonly read: () => Promise<Report>
  /** The picture for a terminal. */
  readonly linesOf: (report: Report) => readonly string[]
  /** Everything in one line, for what keeps the output. */
  readonly lineOf: (report: Report) => string
}

/** Shows it until SIGINT or SIGTERM, and through times when the database is away. */
export async function showLive<Report>({ read, linesOf, lineOf }: Live<Report>): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const { stdout } = terminal()
  const screen = stdout.isTTY ? createScreen(stdout) : null
  const show = screen
    ? (report: Report) => screen.draw(linesOf(report))
    : (report: Report) => write(`${plain(lineOf(report))}\n`)
  try {
    while (!stopping.signal.aborted) {
      await read().then(show).catch(sayAway)
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  } finally {
    await screen?.leave()
  }
}

function sayAway(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'unavailable')) throw error
  note(`${error.message}; trying again`)
}

type Screen = { draw(lines: readonly string[]): Promise<void>; leave(): Promise<void> }

/** A picture that is drawn over itself, cut to the terminal. */
function createScreen(stdout: Output): Screen {
  let clear = '\u001b[?25l\u001b[2J'
  return {
    draw: async lines => {
      const { rows = 24, columns = 80 } = stdout
      const shown = lines.slice(0, rows - 1).map(line => plain(line).slice(0, columns - 1))
      await write(`${clear}\u001b[H${shown.map(line => `${line}\u001b[K\n`).join('')}\u001b[J`)
      clear = ''
    },
    leave: () => write('\u001b[?25h'),
  }
}

const barWidth = 20

/** How much of a whole, as a bar; `part` is from 0 to 1. */
export function bar(part: number): string {
  const full = Math.ceil(Math.min(part, 1) * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}
