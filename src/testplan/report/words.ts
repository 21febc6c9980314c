/** Verdicts, times and counts as the report words them. */
import { type Report, type Verdict, verdicts } from '../result.ts'

export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  manual: 'manual',
  'not-available': 'not available',
  'not-run': 'not run',
}

/** `58 passed, 2 failed, 1 not run.` */
export function inWords(summary: Report['summary']): string {
  const parts = verdicts.filter(verdict => /^(passed|failed)$/.test(verdict) || summary[verdict] > 0)
  return `${parts.map(verdict => `${summary[verdict]} ${verdictWords[verdict]}`).join(', ')}.`
}

export function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** `2026-11-22 21:04:05.123` of an ISO 8601 time in UTC. */
export function time(iso: string): string {
  return iso.replace('T', ' ').replace('Z', '')
}
