/** Gathers what the outside checker judges by, when the faults are over and nothing is under way any more. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { check } from '../checker/checker.ts'
import { readEvidence, type Texts, usualTerms } from '../checker/evidence.ts'
import type { Crowd } from './crowd.ts'
import type { Installation } from './installation.ts'

export type Row = Readonly<Record<string, unknown>>

/** Waits until no deposit is under way, and returns the export; after `longestMs` whatever it then says. */
export async function settledExport(
  { cli, callsPerSecond }: Installation,
  longestMs: number,
): Promise<string> {
  const deadline = performance.now() + longestMs
  for (;;) {
    const text = await cli.output('export')
    const open = depositsOf(text).filter(({ state }) => state === 'pending' || state === 'sending')
    if (open.length === 0 || performance.now() > deadline) return text
    // An export is work too: the line is not disturbed before it can be empty.
    await sleep(Math.max(2_000, (1_000 * open.length) / callsPerSecond))
  }
}

export function depositsOf(exported: string): Row[] {
  return rowsOf(exported).filter(row => row.type === 'deposit')
}

export function rowsOf(ndjson: string): Row[] {
  return ndjson
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Row)
}

export type Ending = { readonly lastFaultAt: number | null; readonly settleMs: number }

export type Verdict = {
  readonly violations: string[]
  readonly export: string
  readonly calls: Row[]
  readonly ledger: Row[]
}

/** Lets the installation come to rest, looks at all links once more, and has the whole history judged. */
export async function judge(
  installation: Installation,
  crowd: Crowd,
  links: readonly string[],
  { lastFaultAt, settleMs }: Ending,
): Promise<Verdict> {
  await settledExport(installation, settleMs)
  await crowd.lookAll(links)
  const texts = await textsOf(installation, crowd)
  const atRest = depositsOf(texts.export).every(({ state }) => state === 'deposited' || state === 'refused')
  const terms = {
    ...usualTerms,
    limit: installation.callsPerSecond,
    atRest,
    lastFaultAt,
    takenAt: Date.now(),
  }
  const found = check(readEvidence(texts, terms))
  const where =
    found.length > 0 ? [`the evidence is kept in ${keep({ ...texts, log: installation.log() })}`] : []
  return {
    violations: [
      ...found.map(({ invariant, subject, message }) => `${invariant} ${subject}: ${message}`),
      ...where,
    ],
    export: texts.export,
    calls: rowsOf(texts.calls),
    ledger: rowsOf(texts.ledger),
  }
}

type Complete = Texts & { readonly calls: string; readonly ledger: string }

async function textsOf({ cli, emulator }: Installation, { journal }: Crowd): Promise<Complete> {
  const exported = await cli.output('export')
  const campaigns = await cli.output('campaign', 'list', '--json')
  const [calls, ledger] = await Promise.all([emulator.calls(), emulator.ledger()])
  return { export: exported, campaigns, calls, ledger, journal: journal.text() }
}

function keep(texts: Readonly<Record<string, string | undefined>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'faults-evidence-'))
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(dir, `${name}.ndjson`), text ?? '')
  return dir
}
