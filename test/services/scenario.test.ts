/** Scenarios through real consent and sending: the code is in the bytes, and everything else is as always. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenarios } from '../../src/domain/scenario.ts'
import { issueScenario } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { showDeposit } from '../../src/services/deposit-story.ts'
import { giveUpStale } from '../../src/services/recovery.ts'
import { replaceLink } from '../../src/services/revoke.ts'
import { releaseFromScenarios } from '../../src/services/scenario.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import { listStatus } from '../../src/storage/partner-account.ts'
import { consented, depositOf, jane, passTime, sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { ledgerOf, loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

/** A link with this code on which Jane has consented; returns its id. */
async function played(service: TestService, code: string): Promise<string> {
  const campaign = await service.campaign()
  const { id } = await issueScenario(service.context, campaign, { code, amountMinor: 2500 }, 'a test')
  assert.equal(await consent(service.context, await signedIn(service, id)), true)
  return id
}

async function send(service: TestService, id: string): Promise<string> {
  await sendAlone(service, id)
  return (await depositOf(service, id)).state
}

async function holdOf({ database }: TestService): Promise<string | null> {
  return (await listStatus(database))[0]?.holdReason ?? null
}

const stateAtOnce = {
  deposited: 'deposited',
  refused: 'refused',
  waits: 'pending',
  hold: 'pending',
  review: 'pending',
}

/** Where the log has another word than Amazon's error type. */
const reasons: Readonly<Record<string, string>> = {
  F2001: 'unrecognised',
  F2010: 'unrecognised',
  F2047: 'unrecognised',
  F4000: 'RESEND',
}

for (const place of ['request-id', 'account-id'] as const) {
  test(`every scenario ends as its table says, with the mock code in ${place}`, async t => {
    const service = await startCore(t, { env: { MOCK_CODE_IN: place } })
    for (const { code, name, ending, hold } of scenarios) {
      const id = await played(service, code)
      assert.equal(await send(service, id), stateAtOnce[ending], code)
      assert.equal(await holdOf(service), hold, code)
      const { deposit, attempts, events } = await showDeposit(service.context, id)
      assert.equal(deposit.requestId, `Emul1${id}`, 'the deposit keeps a request id of its own')
      const { mockCode, mockCodeIn } = events[0]?.detail ?? {}
      assert.deepEqual([mockCode, mockCodeIn], [code, place], 'the log says what Amazon was sent instead')
      assert.deepEqual(
        attempts.map(attempt => [attempt.number, attempt.reason]),
        [[1, reasons[code] ?? name]],
      )
      assert.deepEqual(await written(service, id), {
        requestId: place === 'request-id' ? code : `Emul1${id}`,
        accountId: place === 'account-id' ? code : jane,
      })
      await releaseFromScenarios(service.context, 'default')
    }
    assert.equal((await loadCallsOf(service)).length, scenarios.length)
    assert.deepEqual(await ledgerOf(service), [], 'mock codes move no money')
  })
}

async function written({ database }: TestService, id: string): Promise<object> {
  const [row] = await database.query<{ body: Buffer }>('select body from deposit where claim_link_id = $1', [
    id,
  ])
  const body = JSON.parse(row?.body.toString() ?? '')
  return { requestId: body.loadBalanceRequestId, accountId: body.account.id }
}

test('an answer that proves nothing is sent again with the same bytes, and goes to review when the window is over', async t => {
  const service = await startCore(t)
  for (const { code } of scenarios.filter(({ ending }) => ending === 'review')) {
    const id = await played(service, code)
    assert.equal(await send(service, id), 'pending')
    await passTime(service)
    assert.equal(await send(service, id), 'pending', code)
    await service.database.query("update deposit set first_sent_at = now() - interval '25 hours'")
    await giveUpStale(service.context)
    assert.equal((await depositOf(service, id)).state, 'review', code)
  }
  const calls = await loadCallsOf(service)
  assert.equal(new Set(calls.map(({ bodySha256 }) => bodySha256)).size, calls.length / 2)
})

for (const fault of ['wrong-echo-id', 'wrong-echo-amount']) {
  test(`a mock code's success with ${fault} is no deposit`, async t => {
    const service = await startCore(t)
    await setFaults(service, [{ fault }])
    assert.equal(await send(service, await played(service, 'F0000')), 'review')
    assert.equal(await holdOf(service), 'echo')
  })
}

test('releasing an account ends the scenarios that hold it and sends what waited behind them', async t => {
  const service = await startCore(t)
  const [held, other, waiting] = [
    await played(service, 'F3003'),
    await consented(service),
    await played(service, 'F4000'),
  ]
  await send(service, waiting)
  await send(service, held)
  assert.equal(await holdOf(service), 'funds')
  assert.equal(await sendAlone(service, other), false, 'it waits behind the hold')
  await releaseFromScenarios(service.context, 'default')
  assert.equal(await holdOf(service), null)
  const { state, reason, inDoubt } = await depositOf(service, held)
  assert.deepEqual([state, reason, inDoubt], ['review', 'scenario-ended', false])
  assert.equal((await depositOf(service, waiting)).state, 'pending', 'what holds nothing goes on')
  await passTime(service)
  assert.equal(await send(service, other), 'deposited')
  const { events } = await showDeposit(service.context, held)
  assert.deepEqual(
    events.map(({ type }) => type),
    ['consented', 'sending', 'postponed', 'review'],
  )
})

test('releasing leaves deposits without a mock code alone, and does nothing where nothing is held', async t => {
  const service = await startCore(t)
  await setFaults(service, [{ fault: 'insufficient-funds', count: 1 }])
  const id = await consented(service)
  await send(service, id)
  assert.equal(await holdOf(service), 'funds')
  await releaseFromScenarios(service.context, 'default')
  await releaseFromScenarios(service.context, 'default')
  assert.equal(await holdOf(service), null)
  await passTime(service)
  assert.equal(await send(service, id), 'deposited')
})

test('the successor of a scenario link carries the same mock code', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign()
  const first = await issueScenario(service.context, campaign, { code: 'F3009', amountMinor: 2500 }, 'a test')
  const { id } = await replaceLink(service.context, first.id, 'Ann')
  assert.equal((await claimLinks.find(service.database, id))?.mockCode, 'F3009')
})
