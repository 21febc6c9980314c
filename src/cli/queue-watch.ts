/** The live view of the queue, with how much of each lane is left of the most it was. */
import type { LaneReport, QueueReport } from '../services/queue-report.ts'
import { bar, showLive } from './live.ts'
import { queueLines } from './queue-table.ts'

export async function watchQueue(
  read: () => Promise<QueueReport>,
  lineOf: (report: QueueReport) => string,
): Promise<void> {
  const most = new Map<string, number>()
  const barOf = ({ campaignId, waiting }: LaneReport) => {
    const full = Math.max(waiting, most.get(campaignId) ?? 0)
    most.set(campaignId, full)
    return bar(waiting / full)
  }
  const linesOf = (report: QueueReport) => [
    `The queue at ${report.at.toISOString()}; Ctrl-C ends`,
    '',
    ...queueLines(report, barOf),
  ]
  await showLive({ read, linesOf, lineOf })
}
