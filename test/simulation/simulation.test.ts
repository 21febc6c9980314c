/** Simulated lives, in a process of its own because the services must load the twins of the storage files. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

function run(program: string, ...args: readonly string[]) {
  const path = fileURLToPath(new URL(program, import.meta.url))
  return spawnSync(process.execPath, [path, ...args], { encoding: 'utf8', timeout: 120_000 })
}

test('three hundred lives of the engine: nothing is paid twice, lost or called what it is not', t => {
  const { status, stdout, stderr } = run('main.ts', '--seeds', '300')
  assert.equal(status, 0, stderr)
  t.diagnostic(stdout)
  for (const edge of [
    'sending>deposited',
    'sending>postponed',
    'sending>refused',
    'sending>review',
    'postponed>review',
    'review>resolved as deposited',
    'review>resolved as refused',
  ])
    assert.match(stdout, new RegExp(`${edge}: in [1-9]`))
})

for (const [planted, found] of [
  ['no-locks', /overwritten unseen|unique violation/],
  ['early-forgetting', /was paid 2 times/],
] as const) {
  test(`the planted defect ${planted} is found, and the failing life is shrunk and printed whole`, () => {
    const { status, stderr } = run('main.ts', '--seeds', '300', '--plant', planted)
    assert.equal(status, 1)
    const { options, problems } = JSON.parse(stderr)
    assert.equal(options.planted, planted)
    assert.match(problems.join('\n'), found)
  })
}

test('every interleaving of two processes, one deposit and a kill anywhere holds', t => {
  const { status, stdout, stderr } = run('exhaust.ts', '--links', '1', '--rounds', '1')
  assert.equal(status, 0, stderr)
  t.diagnostic(stdout)
  assert.match(stdout, /^\d{4,} states\nevery interleaving, no violation$/m)
})

test('an interleaving that breaks without row locks is found, step by step', () => {
  const { status, stderr } = run('exhaust.ts', '--links', '1', '--rounds', '1', '--plant', 'no-locks')
  assert.equal(status, 1)
  assert.match(stderr, /commit/)
})
