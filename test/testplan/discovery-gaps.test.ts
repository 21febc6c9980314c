/** Discovery when not every question is answered: what it asks again, what it leaves behind, and what it keeps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message, Reply } from '../../src/amazon/transport.ts'
import { isComplete, learn } from '../../src/testplan/discovery/discovery.ts'
import type { Stage } from '../../src/testplan/stage.ts'
import { startSandboxStage } from './stage.ts'

const running = new AbortController().signal

for (const fault of ['cut', 'rst', 'apply-then-cut', 'truncated-json', 'html-502', 'json-503', 'throttle']) {
  test(`one answer lost to ${fault} is asked for again with the same bytes, and nothing is missing`, async t => {
    const { stage, emulator } = await startSandboxStage(t)
    const undisturbed = await learn(stage, () => {}, running)
    const sent: string[] = []
    const watched = watching(stage, message => sent.push(String(message.body)))
    await fetch(`${emulator.url}/_emulator/faults`, {
      method: 'PUT',
      body: JSON.stringify([{ fault, count: 1 }]),
    })
    const record = await learn(watched, () => {}, running)
    assert.ok(isComplete(record), JSON.stringify(record.unanswered))
    assert.deepEqual([sent[0], new Set(sent.slice(0, 3)).size], [sent[1], 2])
    assert.deepEqual(record.world, undisturbed.world)
  })
}

test('a 502 in place of the answer to a mock code is asked again, and is never taken for that answer', async t => {
  const { stage } = await startSandboxStage(t)
  const once = await learn(failing(stage, about('F2003'), 1), () => {}, running)
  assert.ok(isComplete(once))
  assert.match(once.answers.F2003?.body ?? '', /"errorCode":"F200","errorType":"InvalidAmountInput"/)

  const always = await learn(failing(stage, about('F2003'), 1000), () => {}, running)
  assert.deepEqual(always.unanswered, ['Mock code F2003: HTTP 502 Bad Gateway'])
  assert.deepEqual([always.ended, always.notAsked, always.answers.F2003], [null, [], undefined])
  assert.deepEqual(
    Object.keys(always.answers),
    Object.keys(once.answers).filter(code => code !== 'F2003'),
  )
})

test('nothing is claimed that an unanswered question would have settled', async t => {
  const { stage } = await startSandboxStage(t)
  const withoutType = await learn(failing(stage, /"type":"3"/, 1000), () => {}, running)
  assert.deepEqual([withoutType.world.accountTypes, withoutType.world.echo], [undefined, 'full'])
  const asAccountId = await learn(failing(stage, /"account":\{"id":"F4000"/, 1000), () => {}, running)
  assert.equal(asAccountId.world.mockCodeIn, undefined)
  assert.ok(asAccountId.answers.F2003, 'the codes are asked for where one was answered')
  const hyphen = await learn(failing(stage, /"loadBalanceRequestId":"Emul1-/, 1000), () => {}, running)
  assert.equal(hyphen.world.idSeparators, undefined)
})

test('keys that are refused end it at once, with what was learned and what is missing', async t => {
  const { stage, emulator } = await startSandboxStage(t)
  const { incentives } = stage.account
  const wrong = { ...stage.account, incentives: { ...incentives, secretAccessKey: 'another secret' } }
  const refused = await learn({ ...stage, account: wrong }, () => {}, running)
  assert.match(refused.ended ?? '', /^Amazon turned the call down: HTTP 403 .*; check access keys/)
  assert.deepEqual([refused.world, refused.answers], [{}, {}])
  assert.match(refused.unanswered.join(), /^account\.type \d+: HTTP 403 /)

  const retired = await learn(
    after(stage, 8, () => retire(emulator.url)),
    () => {},
    running,
  )
  assert.match(retired.ended ?? '', /HTTP 403/)
  assert.deepEqual([retired.world.accountTypes, retired.world.echo], ['any', 'full'])
  assert.deepEqual(retired.notAsked.slice(0, 2), [
    'The same request id with another amount',
    'The same request id with another account',
  ])
})

test('where nothing answers it gives up after three questions', async t => {
  const { stage, emulator } = await startSandboxStage(t)
  await emulator.close()
  let calls = 0
  const record = await learn(
    watching(stage, () => ++calls),
    () => {},
    running,
  )
  assert.match(record.ended ?? '', /^nothing answers any more: no usable answer: ECONNREFUSED; check /)
  assert.deepEqual([calls, record.unanswered.length, record.answers], [9, 3, {}])
})

test('stopped half-way it sends nothing more and keeps what it has learned', async t => {
  const { stage } = await startSandboxStage(t)
  const stop = new AbortController()
  let calls = 0
  const counted = watching(stage, () => ++calls)
  const record = await learn(
    after(counted, 30, () => stop.abort()),
    () => {},
    stop.signal,
  )
  assert.deepEqual([calls, record.ended, isComplete(record)], [30, 'the run was stopped', false])
  assert.deepEqual([record.world.accountTypes, record.world.mockCodeIn], ['any', 'both'])
  assert.ok(record.answers.F2003 && !record.answers.F4000, Object.keys(record.answers).join())
  assert.ok(record.notAsked.includes('Mock code F4000'), record.notAsked.join())
})

test('stopped while an answer is awaited it waits no longer', async t => {
  const { stage, emulator } = await startSandboxStage(t)
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'PUT', body: '[{"fault":"never-answer"}]' })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 200)
  const started = performance.now()
  const record = await learn(stage, () => {}, stop.signal)
  assert.ok(performance.now() - started < 5_000)
  assert.equal(record.ended, 'the run was stopped')
})

function about(code: string): RegExp {
  return new RegExp(`"loadBalanceRequestId":"${code}"`)
}

/** Hears of each message before it leaves. */
function watching(stage: Stage, hear: (message: Message) => unknown): Stage {
  const send: Stage['transport']['send'] = (url, message) => {
    hear(message)
    return stage.transport.send(url, message)
  }
  return { ...stage, transport: { ...stage.transport, send } }
}

/** Does something when the answer to so many calls is there. */
function after(stage: Stage, calls: number, act: () => unknown): Stage {
  let left = calls
  const send: Stage['transport']['send'] = async (url, message) => {
    const reply = await stage.transport.send(url, message)
    left -= 1
    if (left === 0) await act()
    return reply
  }
  return { ...stage, transport: { ...stage.transport, send } }
}

/** A gateway's 502 for the first so many messages of this kind. */
function failing(stage: Stage, kind: RegExp, times: number): Stage {
  let left = times
  const badGateway: Reply = { status: 502, headers: {}, text: '{"message":"Bad Gateway"}' }
  const send: Stage['transport']['send'] = async (url, message) =>
    kind.test(String(message.body)) && left-- > 0 ? badGateway : await stage.transport.send(url, message)
  return { ...stage, transport: { ...stage.transport, send } }
}

async function retire(url: string): Promise<void> {
  const body = '{"accessKeyId":"AKIDEMULATORACTIVE01","active":false}'
  const { ok } = await fetch(`${url}/_emulator/keys`, { method: 'PUT', body })
  assert.ok(ok)
}
