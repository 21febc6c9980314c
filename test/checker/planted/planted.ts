/**
 * Proof that the checker can fail: a scratch copy of the checkout gets one small patch, plays the scenario that
 * provokes the defect, and the checker must name the invariant; the same scenario without the patch must be clean.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check, judge } from '../checker.ts'
import { type Evidence, readEvidence, usualTerms } from '../evidence.ts'
import type { InvariantName } from '../violation.ts'

export type Defect = {
  /** Also the name of its patch. */
  readonly name: string
  readonly scenario: string
  readonly breaks: InvariantName
}

export const defects: readonly Defect[] = [
  { name: 'new-id-on-retry', scenario: 'lost-answer', breaks: 'I5' },
  { name: 'body-rebuilt', scenario: 'lost-answer', breaks: 'I5' },
  { name: 'event-skipped', scenario: 'lost-answer', breaks: 'I11' },
  { name: 'no-after-unknown-refused', scenario: 'no-after-unknown', breaks: 'I17' },
  { name: 'late-success-dropped', scenario: 'late-success', breaks: 'I4' },
  { name: 'consent-answered-before-commit', scenario: 'commit-fails', breaks: 'I3' },
  { name: 'amazon-inside-transaction', scenario: 'lease-lost', breaks: 'I6' },
  { name: 'unique-constraint-removed', scenario: 'two-presses', breaks: 'I16' },
  { name: 'budget-without-lock', scenario: 'small-budget', breaks: 'I8' },
  { name: 'resend-after-window', scenario: 'old-doubt', breaks: 'I17' },
  { name: 'throttle-per-process', scenario: 'two-processes', breaks: 'I7' },
  { name: 'unknown-shown-as-refused', scenario: 'page-in-doubt', breaks: 'I12' },
]

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Plays the scenario on the checkout as it is, which must break nothing. */
export function requireClean(scenario: string): void {
  assert.deepEqual(check(play(root, scenario)), [], `the honest service in "${scenario}"`)
}

/** Plays the defect's scenario on a copy with the patch; the invariant must be named. */
export function requireCaught({ name, scenario, breaks }: Defect): void {
  const copy = copyOfCheckout()
  try {
    applyPatch(copy, name)
    const verdict = judge(play(copy, scenario)).find(({ name }) => name === breaks)
    assert.ok(verdict?.violations.length, `${breaks} must name "${name}"; ${verdict?.checked} were checked`)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

/** The patch still fits the code as it is; nothing is changed. */
export function requireFits({ name }: Defect): void {
  applyPatch(root, name, '--check')
}

function copyOfCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'planted-'))
  for (const part of ['src', 'views', 'test', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Loudly: a defect that was not planted proves nothing. */
function applyPatch(checkout: string, name: string, ...options: readonly string[]): void {
  const patch = fileURLToPath(new URL(`${name}.patch`, import.meta.url))
  const args = ['apply', '--whitespace=nowarn', ...options, patch]
  const { status, stderr } = spawnSync('git', args, { cwd: checkout, encoding: 'utf8' })
  assert.equal(status, 0, `${name}.patch does not apply any more; plant the defect anew: ${stderr}`)
}

function play(checkout: string, scenario: string): Evidence {
  const dir = mkdtempSync(join(tmpdir(), 'evidence-'))
  try {
    const program = join(checkout, 'test/checker/planted/scenario.ts')
    const { PATH, HOME, TEST_DATABASE_URL } = process.env
    // Without the variables of node:test, or the child would report to the parent's runner instead of by its exit.
    const env = { PATH, HOME, TEST_DATABASE_URL, NODE_COMPILE_CACHE: join(tmpdir(), 'planted-compile-cache') }
    const ended = spawnSync(process.execPath, [program, scenario, dir], {
      cwd: checkout,
      env,
      encoding: 'utf8',
    })
    assert.equal(ended.status, 0, `"${scenario}" could not be played: ${ended.stdout}${ended.stderr}`)
    return evidenceIn(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function evidenceIn(dir: string): Evidence {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8')
  const texts = {
    export: read('export'),
    ledger: read('ledger'),
    calls: read('calls'),
    journal: read('journal'),
  }
  return readEvidence(texts, { ...usualTerms, takenAt: Date.now(), ...JSON.parse(read('terms.json')) })
}
