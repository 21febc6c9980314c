/** `testplan` as a program: offline, in the sandbox with and without a person, and what it refuses. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CaseResult, Report } from '../../src/testplan/result.ts'
import { freePort } from '../helpers/behind-tls.ts'
import { createCli } from '../helpers/cli.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir, eventually, processesOf, run } from '../helpers/program.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront } from '../helpers/tls-front.ts'
import { ended, startSandbox } from './sandbox.ts'

test('offline the whole plan is one command, within 60 s from nothing, and leaves three files and no process', async t => {
  const dir = dataDir(t)
  const out = join(dir, 'report')
  const started = performance.now()
  const program = run(t, [process.execPath, 'src/cli.ts', 'testplan', '--out', out], {
    DATA_DIR: dir,
    EMULATOR_PORT: '0',
  })
  const { exit, stderr } = await ended(program)
  const tookMs = performance.now() - started
  const report = reportIn(out)
  assert.deepEqual(report.cases.filter(({ verdict }) => verdict !== 'passed').map(told), [])
  assert.deepEqual([exit, report.environment], [0, 'emulator'])
  assert.ok(tookMs < 60_000, `${tookMs} ms`)
  assert.match(stderr, /^passed {8}JR-02 {5}The answer to a claim is lost/m)
  assert.match(readFileSync(join(out, 'report.html'), 'utf8'), /^<!doctype html>/)
  assert.match(readFileSync(join(out, 'report.xml'), 'utf8'), /^<\?xml/)
  await eventually(
    () => processesOf(dir).length === 0,
    () => processesOf(dir).join(' '),
  )
})

test('a claim leaves its call to Amazon in the report, and one lost answer leaves two', async t => {
  const out = dataDir(t)
  const { url, drop } = await createTestDatabase()
  closers(t)(drop)
  const variables = { DATABASE_URL: url, DATA_DIR: dataDir(t), EMULATOR_PORT: '0', PORT: '4321' }
  const cli = createCli(variables)
  const { exit, stdout } = await cli('testplan', '--only', 'JR-01,,JR-02', '--out', out, '--json')
  const report = JSON.parse(stdout) as Report
  assert.equal(exit, 0)
  const exchanges = (id: string) => caseIn(report, id).steps.flatMap(step => step.exchanges)
  assert.deepEqual(
    exchanges('JR-01').map(({ answer }) => answer?.status),
    [200],
  )
  assert.deepEqual(
    exchanges('JR-02').map(({ answer }) => answer?.status ?? null),
    [null, 200],
  )
  assert.equal(new Set(exchanges('JR-02').map(({ requestBody }) => requestBody)).size, 1)
  assert.equal(caseIn(report, 'LR-01').reason, 'it was not among the cases asked for')

  const [campaign] = JSON.parse(await cli.output('campaign', 'list', '--json')) as { id: string }[]
  const issued = await cli('link', 'issue', '--campaign', campaign?.id ?? '', '--count', '1')
  assert.match(issued.stdout, /http:\/\/localhost:4321\/c\//, 'links go to the service that stays')
})

test('Ctrl-C leaves a report of what was done, and no process', async t => {
  const dir = dataDir(t)
  const out = join(dir, 'report')
  const variables = { DATA_DIR: dir, EMULATOR_PORT: '0' }
  const program = run(t, [process.execPath, 'src/cli.ts', 'testplan', '--out', out], variables)
  await eventually(() => /^passed +LR-02/m.test(program.stderr()), program.stderr)
  program.child.kill('SIGINT')
  program.child.kill('SIGINT')
  const { exit, stderr } = await ended(program)
  const { cases } = reportIn(out)
  assert.equal(exit, 1)
  assert.match(stderr, /^Stopping: .*\n\n\d+ passed, 0 failed, \d+ not run\.$/m)
  assert.deepEqual([...new Set(cases.map(({ verdict }) => verdict))], ['passed', 'not-run'])
  assert.equal(cases.at(-1)?.reason, 'the run was stopped')
  await eventually(
    () => processesOf(dir).length === 0,
    () => processesOf(dir).join(' '),
  )
})

test('what an emulator that ran before plays is told, on the terminal and in the report', async t => {
  const variables = { DATA_DIR: dataDir(t), EMULATOR_PORT: '0' }
  const emulator = run(t, [process.execPath, 'src/cli.ts', 'emulator'], variables)
  await eventually(() => emulator.stdout().includes('http://'), emulator.stdout)
  const url = /http:\/\/localhost:\d+/.exec(emulator.stdout())?.[0]
  await fetch(`${url}/_emulator/faults`, { method: 'PUT', body: '[{"fault":"f500"}]' })
  await fetch(`${url}/_emulator/world`, { method: 'PUT', body: '{"world":"denying"}' })
  const out = join(variables.DATA_DIR, 'report')
  const { exit, stderr } = await createCli(variables)('testplan', '--only', 'LR-01', '--out', out)
  assert.equal(exit, 1)
  assert.match(stderr, /^The emulator plays fault f500, world denying: cases may fail for it\./)
  assert.equal(reportIn(out).settings.at(-1)?.value, 'fault f500, world denying')
})

test('a directory that cannot be is refused before the first case', async t => {
  const dir = dataDir(t)
  const out = join(dir, 'file')
  writeFileSync(out, '')
  const variables = { DATA_DIR: dir, EMULATOR_PORT: '0', PORT: '0' }
  const { exit, stderr } = await createCli(variables)('testplan', '--only', 'LR-01', '--out', out)
  assert.equal(exit, 1)
  assert.match(stderr, /^out: .*file cannot be written to: EEXIST/)
  assert.doesNotMatch(stderr, /LR-01|at /)
})

test('a failed case is told on the terminal and ends with exit code 1', async t => {
  const sandbox = await startSandbox(t, 'sandbox', {
    INCENTIVES_SECRET_ACCESS_KEY: 'a wrong secret of the right length',
  })
  const { exit, stderr } = await ended(
    sandbox.cli('testplan', '--only', 'OP-01,MC-F3003', '--out', sandbox.dir),
  )
  assert.equal(exit, 1)
  assert.match(
    stderr,
    /^failed {8}MC-F3003 .*\n +expected: .*\n +came: +ours, credentials, HTTP 403.*\n +check: +MOCK_CODE_IN/m,
  )
  assert.match(stderr, /^0 passed, 2 failed, \d+ not run\.$/m)
})

test('in the sandbox what needs a person or an account is manual or not run, and no failure', async t => {
  const sandbox = await startSandbox(t, 'sandbox')
  const only = 'LR-01,MC-F2003,JR-01,JR-02,JR-03,JR-04'
  const { exit, stderr } = await ended(
    sandbox.cli('testplan', '--only', only, '--wait', '0', '--out', sandbox.dir),
  )
  assert.equal(exit, 0, stderr)
  const report = reportIn(sandbox.dir)
  const verdicts = only.split(',').map(id => caseIn(report, id).verdict)
  assert.deepEqual(verdicts, ['not-run', 'passed', 'manual', 'manual', 'manual', 'manual'])
  assert.ok(report.cases.every(({ verdict, reason }) => ['passed', 'failed'].includes(verdict) || reason))
})

test('in the sandbox a person claims the link that is printed, and the report has the deposit', async t => {
  const port = await freePort()
  const closing = closers(t)
  const front = await startTlsFront(port)
  closing(() => front.close())
  const sandbox = await startSandbox(t, 'sandbox', {
    PUBLIC_URL: front.url,
    PORT: String(port),
    HOST: '127.0.0.1',
  })
  const service = run(t, [process.execPath, 'src/main.ts'], sandbox.variables)
  await eventually(() => service.stdout().includes('Service: '), service.stderr)
  const plan = sandbox.cli('testplan', '--only', 'JR-01', '--wait', '1', '--out', sandbox.dir)
  await eventually(() => /https:\S+\/c\/\S+/.test(plan.stderr()), plan.stderr)
  const recipient = createRecipient({ ca: [front.ca, sandbox.amazon.ca] })
  closing(() => recipient.close())
  await recipient.press(await recipient.signIn(/https:\S+\/c\/\S+/.exec(plan.stderr())?.[0] ?? ''))
  const { exit, stderr } = await ended(plan)
  assert.equal(exit, 0, stderr)
  const text = readFileSync(join(sandbox.dir, 'report.json'), 'utf8')
  assert.match(
    caseIn(JSON.parse(text) as Report, 'JR-01').steps.at(-1)?.came ?? '',
    /^deposited; attempt 1: deposited, SUCCESS, HTTP 200, /,
  )
  assert.doesNotMatch(text, /\/c\/[A-Za-z0-9_-]{20}/)
})

test('wrong options are told before anything is called', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  assert.match(await cli.failure('testplan', '--only', 'LR-01,XX-9'), /^only: there is no case XX-9/)
  assert.match(await cli.failure('testplan', '--only', 'LR-01,,XX-9'), /^only: there is no case XX-9$/m)
  assert.match(await cli.failure('testplan', '--only', ' ,'), /^only: names no case; give ids like LR-01/)
  assert.match(await cli.failure('testplan', '--wait', 'soon'), /^wait: must be a whole number of minutes/)
  assert.match(await cli.failure('testplan', '--account', 'jane'), /^account: must be an Amazon account id/)
})

function reportIn(dir: string): Report {
  return JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) as Report
}

function caseIn({ cases }: Report, id: string): CaseResult {
  const found = cases.find(each => each.id === id)
  if (found) return found
  throw new Error(`the report has no case ${id}`)
}

function told({ id, verdict, came, reason }: CaseResult): string {
  return `${id} ${verdict} ${came ?? reason}`
}
