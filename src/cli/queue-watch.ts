/** The live view of the queue: redrawn in the terminal once a second; a line a second where there is none. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../domain/errors.ts'
import type { LaneReport, QueueReport } from '../services/queue-report.ts'
import { write } from './print.ts'
import { queueLines } from './queue-table.ts'

const everyMs = 1_000
const barWidth = 20

type Read = () => Promise<QueueReport>
type LineOf = (report: QueueReport) => string

/** Shows the queue until SIGINT or SIGTERM, and through times when the database is away. */
export async function watchQueue(read: Read, lineOf: LineOf): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const screen = process.stdout.isTTY ? createScreen(process.stdout) : null
  const show = screen
    ? (report: QueueReport) => screen.draw(report)
    : (report: QueueReport) => write(`${lineOf(report)}\n`)
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
  console.error(`${error.message}; trying again`)
}

type Terminal = Pick<NodeJS.WriteStream, 'rows' | 'columns'>
type Screen = { draw(report: QueueReport): Promise<void>; leave(): Promise<void> }

/** A picture that is drawn over itself, cut to the terminal, with how much of each lane is left of the most it was. */
function createScreen(terminal: Terminal): Screen {
  const most = new Map<string, number>()
  const barOf = ({ campaignId, waiting }: LaneReport) => {
    const full = Math.max(waiting, most.get(campaignId) ?? 0)
    most.set(campaignId, full)
    return bar(waiting / full)
  }
  let clear = '\u001b[?25l\u001b[2J'
  return {
    draw: async report => {
      const lines = [`The queue at ${report.at.toISOString()}; Ctrl-C ends`, '', ...queueLines(report, barOf)]
      const shown = lines.slice(0, terminal.rows - 1).map(line => line.slice(0, terminal.columns - 1))
      await write(`${clear}\u001b[H${shown.map(line => `${line}\u001b[K\n`).join('')}\u001b[J`)
      clear = ''
    },
    leave: () => write('\u001b[?25h'),
  }
}

function bar(part: number): string {
  const full = Math.ceil(part * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}
