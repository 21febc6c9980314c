/** The checker as a program: what it prints and how it exits. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { goodHistory } from './history/claim.ts'
import { textsOf } from './history/files.ts'
import { at, type History } from './history/history.ts'

const program = fileURLToPath(new URL('main.ts', import.meta.url))

test('a good history is told by a table, and exit 0', t => {
  const { status, stdout } = judged(t, goodHistory())
  assert.equal(status, 0, stdout)
  assert.match(stdout, /^I1 {2}at most once +2 checked +0 violations$/m)
  assert.match(stdout, /^I14 liveness +not checked$/m)
})

test('a violation is named with its subject, and exit 1', t => {
  const history = goodHistory()
  history.ledger.push({ ...history.ledger[0] })
  const { status, stdout } = judged(t, history)
  assert.equal(status, 1)
  assert.match(stdout, /^I1 {2}at most once +3 checked +1 violations$/m)
  assert.match(stdout, /^I1 [0-9A-Z]{26}: the emulator applied 2 loads for one claim$/m)
})

test('a missing file is an error, not a pass', () => {
  const { status, stderr } = spawnSync(process.execPath, [program, '--ledger', 'nowhere'], {
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /--ledger, --calls and --export are needed/)
})

function judged(t: TestContext, history: History) {
  const dir = mkdtempSync(join(tmpdir(), 'checker-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const files = Object.entries(textsOf(history)).flatMap(([name, text]) => {
    const path = join(dir, name)
    writeFileSync(path, text)
    return [`--${name}`, path]
  })
  return spawnSync(process.execPath, [program, ...files, '--taken-at', at(3_600)], { encoding: 'utf8' })
}
