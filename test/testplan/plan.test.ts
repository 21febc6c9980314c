/** The plan against the emulator: all of it passes, and it follows the settings and what this partner has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenarios } from '../../src/domain/scenario.ts'
import { mockCodeCases } from '../../src/testplan/cases/mock-code.ts'
import type { Journey } from '../../src/testplan/journey.ts'
import { idsOf, run, startStage } from './stage.ts'

test('against the emulator every case passes that needs no pages', async t => {
  const { stage } = await startStage(t)
  const results = await run(stage)
  const others = results.filter(({ verdict }) => verdict !== 'passed')
  assert.deepEqual(
    others.map(({ id, verdict, came }) => [id, verdict, came]),
    ['JR-01', 'JR-02', 'JR-03', 'JR-04'].map(id => [id, 'not-run', null]),
  )
  assert.ok(results.length > 60)
})

test('a mock code is called Amazon’s only where Amazon told it, and is named as on the QA page', () => {
  for (const { code, name, published } of scenarios) {
    const each = mockCodeCases.find(({ id }) => id === `MC-${code}`)
    assert.equal(each?.source.startsWith('Amazon: '), published, code)
    if (!/^(F0000|F1000|F4000|F5000)$/.test(code)) assert.equal(each?.title, `Mock code ${code}: ${name}`)
  }
})

test('a case that fails for the throttle says who else may have called', async t => {
  const { stage, emulator } = await startStage(t)
  const body = JSON.stringify([{ fault: 'throttle' }])
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'PUT', body })
  const [failed] = (await run(stage, ['LR-01'])).filter(({ verdict }) => verdict === 'failed')
  assert.match(failed?.check ?? '', /^Whether another test plan or a service calls .* AMOUNT_UNIT/)
})

test('the plan follows the settings that stand for the contract', async t => {
  const env = { MARKETPLACE: 'JP', INCENTIVES_REGION: 'us-west-2', AMOUNT_UNIT: 'minor', ACCOUNT_TYPE: '"3"' }
  const emulator = { region: 'us-west-2', amountUnit: 'minor' } as const
  const { stage } = await startStage(t, { env: { ...env, MOCK_CODE_IN: 'account-id' }, emulator })
  assert.deepEqual(idsOf(await run(stage), 'failed'), [])
})

test('where Amazon repeats no amount, what would show in it is not available, and nothing fails', async t => {
  const { stage, emulator } = await startStage(t, { env: { LOAD_ECHO: 'optional' } })
  await fetch(`${emulator.url}/_emulator/world`, { method: 'PUT', body: '{"world":"silent"}' })
  const results = await run(stage, ['LR-01', 'LR-04', 'LR-05', 'ER-02'])
  assert.deepEqual(idsOf(results, 'failed'), [])
  assert.deepEqual(idsOf(results, 'not-available'), ['LR-05'])
})

test('an operation that the partner does not have is not available, not failed', async t => {
  const { stage } = await startStage(t)
  const account = { ...stage.account, partnerId: 'Zzzz9' }
  const results = await run({ ...stage, account }, ['GC-01', 'OP-02', 'OP-03'])
  assert.deepEqual(idsOf(results, 'failed'), [])
  assert.match(
    results.find(({ id }) => id === 'GC-01')?.reason ?? '',
    /^CreateGiftCard is not available .*AccessDenied/,
  )
})

test('a link that nobody claims in time is revoked', async t => {
  const { stage } = await startStage(t)
  const revoked: string[] = []
  const link = {
    id: '7KQ2M9XA00000000000000000A',
    externalId: null,
    amountMinor: 100,
    claimUrl: 'https://x/c/y',
  }
  const journey: Journey = {
    issue: async () => link,
    revoke: async id => revoked.push(id) > 0,
    story: async () => undefined,
    waitFor: async () => undefined,
    visitor: null,
    waitMs: 1,
    tell: () => {},
  }
  const results = await run({ ...stage, journey }, ['JR-01'])
  assert.deepEqual(idsOf(results, 'manual'), ['JR-01'])
  assert.deepEqual(revoked, [link.id])
})
