/** In production the plan asks for the funds and lets a person walk one link; no other call leaves, whatever happens. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Transport } from '../../src/amazon/transport.ts'
import { fence } from '../../src/testplan/fence.ts'
import { families } from '../../src/testplan/plan.ts'
import type { Report } from '../../src/testplan/result.ts'
import { accountAt } from '../amazon/account.ts'
import { freePort } from '../helpers/behind-tls.ts'
import { openForClaims } from '../helpers/launched.ts'
import { eventually, run as start } from '../helpers/program.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront } from '../helpers/tls-front.ts'
import { ended, operationsOf, startSandbox } from './sandbox.ts'
import { idsOf, run, startStage } from './stage.ts'

test('the plan in production calls GetAvailableFunds and nothing else', async t => {
  const production = await startSandbox(t, 'production')
  const { exit, stderr } = await ended(production.cli('testplan', '--out', production.dir))
  assert.equal(exit, 0, stderr)
  assert.deepEqual(await operationsOf(production), ['GetAvailableFunds'])
  const { cases, summary } = JSON.parse(readFileSync(join(production.dir, 'report.json'), 'utf8')) as Report
  assert.deepEqual(idsOf(cases, 'passed'), ['OP-01'])
  assert.equal(summary['not-run'], cases.length - 1)
})

test('with a campaign one link is issued in production, and the one load is the claim of the person who opens it', async t => {
  const port = await freePort()
  const closing = closers(t)
  const front = await startTlsFront(port)
  closing(() => front.close())
  const production = await startSandbox(t, 'production', {
    PUBLIC_URL: front.url,
    PORT: String(port),
    HOST: '127.0.0.1',
  })
  const service = start(t, [process.execPath, 'src/main.ts'], production.variables)
  await eventually(() => service.stdout().includes('Service: '), service.stderr)
  const campaign = [
    '--sender',
    'Acme',
    '--support',
    'help@acme.example',
    '--amount',
    '0.50',
    '--budget',
    '5.00',
  ]
  const created = await ended(production.cli('campaign', 'create', ...campaign, '--closes', '2099-12-31'))
  const id = created.stdout.trim()
  const early = await ended(production.cli('testplan', '--campaign', id, '--out', production.dir))
  assert.match(early.stderr, /not open for claims/)
  await openForClaims(production.variables.DATABASE_URL ?? '')
  const plan = production.cli('testplan', '--campaign', id, '--wait', '1', '--out', production.dir)
  await eventually(() => /https:\S+\/c\/\S+/.test(plan.stderr()), plan.stderr)
  const recipient = createRecipient({ ca: [front.ca, production.amazon.ca] })
  closing(() => recipient.close())
  await recipient.press(await recipient.signIn(/https:\S+\/c\/\S+/.exec(plan.stderr())?.[0] ?? ''))
  assert.equal((await ended(plan)).exit, 0)
  const signIn = ['token', 'tokeninfo', 'profile']
  const calls = (await operationsOf(production)).filter(operation => !signIn.includes(operation))
  assert.deepEqual(calls, ['GetAvailableFunds', 'LoadAmazonBalance'])
  const links = JSON.parse(
    (await ended(production.cli('link', 'list', '--campaign', id, '--json'))).stdout,
  ) as unknown[]
  assert.equal(links.length, 1)
})

test('a link that nobody is waited for is not issued', async t => {
  const production = await startSandbox(t, 'production')
  const terms = ['--sender', 'Acme', '--support', 'help@acme.example', '--amount', '0.50', '--budget', '5.00']
  const created = await ended(production.cli('campaign', 'create', ...terms, '--closes', '2099-12-31'))
  const id = created.stdout.trim()
  await openForClaims(production.variables.DATABASE_URL ?? '')
  await ended(production.cli('testplan', '--campaign', id, '--wait', '0', '--out', production.dir))
  const { stdout } = await ended(production.cli('link', 'list', '--campaign', id, '--json'))
  assert.deepEqual(JSON.parse(stdout), [])
})

test('a case that calls anything else in production is stopped before its first byte', async t => {
  const { stage, emulator } = await startStage(t)
  const account = { ...stage.account, amazonEnv: 'production' as const }
  const transport = fence(account, stage.transport)
  const client = stage.client.createIncentivesApi(transport, stage.clock, 1_000)
  const money = { amountMinor: 100, currency: 'USD' }
  const load = { requestId: 'Emul1X', money, body: Buffer.from('{}') }
  await assert.rejects(client.loadAmazonBalance(account, load), /bug: .*LoadAmazonBalance in production/)
  for (const operation of ['CreateGiftCard', 'GetGiftCardActivityPage', 'ActivateGiftCard']) {
    const url = `${account.incentives.url}/${operation}`
    const signal = AbortSignal.timeout(1_000)
    await assert.rejects(transport.send(url, { method: 'POST', headers: {}, signal }), /in production/)
  }
  assert.equal(await (await fetch(`${emulator.url}/_emulator/calls`)).text(), '')
})

test('the host decides, whatever the environment is called', async () => {
  const sent: string[] = []
  const wire: Transport = {
    send: async url => {
      sent.push(url)
      return { status: 200, headers: {}, text: '' }
    },
    close: async () => {},
  }
  const real = accountAt('https://agcod-v2-eu.amazon.com')
  const message = { method: 'POST', headers: {}, signal: AbortSignal.timeout(1_000) } as const
  await assert.rejects(fence(real, wire).send('https://agcod-v2-eu.amazon.com/LoadAmazonBalance', message))
  const emulated = accountAt('http://localhost:1')
  await assert.rejects(fence(emulated, wire).send('https://agcod-v2.amazon.com/LoadAmazonBalance', message))
  assert.deepEqual(sent, [])
})

test('every case but two is left out in production, however it is asked for', async t => {
  const { stage } = await startStage(t)
  const account = { ...stage.account, amazonEnv: 'production' as const }
  const ids = families.flatMap(({ cases }) => cases.map(({ id }) => id))
  const results = await run({ ...stage, account, transport: fence(account, stage.transport) }, ids)
  assert.deepEqual(idsOf(results, 'failed'), [])
  assert.deepEqual(idsOf(results, 'passed'), ['OP-01'])
})
