/** What a process costs, and how fast calls came, for the scenarios that measure. */
import { readFileSync } from 'node:fs'
import type { Row } from './evidence.ts'

/** The highest resident memory so far, in MB. */
export function highestMb(pid: number | undefined): number {
  const [, kb = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kb) / 1_000)
}

/** Seconds of processor time so far. */
export function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Times of all loads that were called for, in order, in milliseconds since 1970. */
export function loadTimes(calls: readonly Row[]): number[] {
  return calls
    .filter(call => call.operation === 'LoadAmazonBalance')
    .map(call => Date.parse(String(call.at)))
    .toSorted((a, b) => a - b)
}
