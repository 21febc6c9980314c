/** `testplan --discover` as a program: over TLS, stopped half-way, and where it cannot write. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AmazonRecord } from '../../src/testplan/discovery/record.ts'
import { createCli } from '../helpers/cli.ts'
import { eventually, processesOf, run } from '../helpers/program.ts'
import { ended, operationsOf, type Sandbox, startSandbox } from './sandbox.ts'

test('discovery over TLS writes the record and names what to change; anywhere else it refuses', async t => {
  const sandbox = await startSandbox(t, 'sandbox', { LOAD_ECHO: 'optional' })
  const account = 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23'
  const { exit, stderr } = await ended(
    sandbox.cli('testplan', '--discover', '--account', account, '--out', sandbox.dir),
  )
  assert.equal(exit, 0, stderr)
  assert.match(stderr, /^\* About 80 signed calls to localhost:\d+/)
  assert.match(stderr, /Settings to change:\nLOAD_ECHO=required\n/)
  const record = recordIn(sandbox)
  assert.deepEqual([record.version, record.world.echo, record.world.realAccountLoads], [1, 'full', true])

  const cli = createCli({ ...sandbox.variables, AMAZON_ENV: 'production' })
  assert.match(await cli.failure('testplan', '--discover'), /^discover: only where AMAZON_ENV is sandbox/)
  assert.match(
    await createCli({}).failure('testplan', '--discover'),
    /^discover: only where AMAZON_ENV is sandbox/,
  )
})

test('Ctrl-C leaves the record of what was learned, exit code 1, and neither database nor process', async t => {
  const sandbox = await startSandbox(t, 'sandbox')
  const { DATABASE_URL: _, ...variables } = sandbox.variables
  const command = [process.execPath, 'src/cli.ts', 'testplan', '--discover', '--out', sandbox.dir]
  const program = run(t, command, variables)
  await eventually(() => program.stderr().includes('account.type "3"'), program.stderr)
  program.child.kill('SIGINT')
  program.child.kill('SIGINT')
  const { exit, stderr } = await ended(program)
  assert.equal(exit, 1, stderr)
  assert.match(stderr, /^Stopping: the record tells /m)
  assert.match(stderr, /^Discovery ended early: the run was stopped\.$/m)
  const { world, notAsked, ended: why } = recordIn(sandbox)
  assert.deepEqual([world.accountTypes, why], ['any', 'the run was stopped'])
  assert.ok(notAsked.includes('Every mock code, and throttling'), notAsked.join())
  assert.match(stderr, /^Not asked: .*; Every mock code, and throttling\.$/m)
  assert.deepEqual(processesOf(sandbox.dir), [])
})

test('where the record cannot be written nothing is asked', async t => {
  const sandbox = await startSandbox(t, 'sandbox')
  const file = join(sandbox.dir, 'file')
  writeFileSync(file, '')
  const taken = join(sandbox.dir, 'taken')
  mkdirSync(join(taken, 'amazon-record.json'), { recursive: true })
  for (const [out, reason] of [
    [file, 'EEXIST'],
    [taken, 'EISDIR'],
    ['/proc/record', 'ENOENT'],
  ] as const) {
    const { exit, stderr } = await ended(sandbox.cli('testplan', '--discover', '--out', out))
    assert.equal(exit, 1)
    assert.match(stderr, new RegExp(`^out: ${out} cannot be written to: ${reason}.*\n$`))
  }
  assert.deepEqual(await operationsOf(sandbox), [])
})

test('with keys that are refused it says so and leaves an earlier record alone', async t => {
  const wrong = { INCENTIVES_SECRET_ACCESS_KEY: 'a wrong secret of the right length' }
  const sandbox = await startSandbox(t, 'sandbox', wrong)
  const first = await ended(sandbox.cli('testplan', '--discover', '--out', sandbox.dir))
  assert.equal(first.exit, 1)
  assert.match(first.stderr, /^Discovery ended early: Amazon turned the call down: HTTP 403 /m)
  assert.equal(recordIn(sandbox).unanswered.length, 1)
  const earlier = '{"version":1}'
  writeFileSync(join(sandbox.dir, 'amazon-record.json'), earlier)
  const second = await ended(sandbox.cli('testplan', '--discover', '--out', sandbox.dir))
  assert.match(second.stderr, /amazon-record\.json stays as it was\.$/m)
  assert.equal(readFileSync(join(sandbox.dir, 'amazon-record.json'), 'utf8'), earlier)
})

function recordIn({ dir }: Sandbox): AmazonRecord {
  return JSON.parse(readFileSync(join(dir, 'amazon-record.json'), 'utf8'))
}
