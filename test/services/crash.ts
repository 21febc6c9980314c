/** A claim whose process is killed at one step and started anew, while Amazon answers as one world has it. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startClaimService } from '../helpers/claim-service.ts'
import { createRecipient, type Recipient, titleOf } from '../helpers/recipient.ts'
import { ledgerOf, loadCallsOf, startTestService, type TestService } from '../helpers/service.ts'

const program = fileURLToPath(new URL('../helpers/crash-program.ts', import.meta.url))

/** Where a claim can be cut off, in its order. */
export const points = [
  'before-consent-commit',
  'after-consent-commit',
  'before-lease-commit',
  'after-lease-commit',
  'before-first-byte',
  'after-first-byte',
  'after-answer-headers',
  'after-answer',
  'before-record-commit',
  'after-record-commit',
]

/** Answers of the emulator where nobody knows Amazon's, beside those that it assumes. */
export const worlds: Readonly<Record<string, object>> = {
  'as assumed': {},
  'another body under the same id is refused': { sameIdOtherAccount: 'refuse', sameIdOtherAmount: 'refuse' },
  'trouble comes after the money': { temporaryErrorApplies: true },
  'ids are forgotten after a day': { idsForgottenAfterMinutes: 1_440 },
  'a cut load is applied later': { lateApplySeconds: 1 },
  'a twin is told to wait': { twin: 'already-running' },
  'a throttled load is applied': { throttleApplies: true },
  'a repeat has a new timestamp': { replayBody: 'new-timestamp' },
  'a repeat is refused': { repeatAfterSuccess: 'refuse' },
}

/** Kills the process at `point`, starts the service again, here, and asserts: one load, one request id, the same bytes, a true page. */
export async function crashAndFinish(t: TestContext, point: string, world: object): Promise<void> {
  const service = await startTestService(t, { serve: false })
  await play(service, world)
  const first = await startProgram(t, service, point)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const confirmUrl = await walkToConfirm(service, recipient, first.port)
  await assert.rejects(recipient.press(await recipient.get(confirmUrl)), 'the process must die at this point')
  assert.equal(await first.ended, 'SIGKILL')

  // The lease of a dead process runs out by database time; the test moves the time instead of waiting.
  await service.database.query("update deposit set leased_until = now() where state = 'sending'")
  const { databaseUrl, emulator } = service
  const place = { databaseUrl, emulatorUrl: emulator.url, port: Number(first.port) }
  const second = await startClaimService(place)
  const page = await finish(recipient, confirmUrl).finally(second.close)

  const ledger = await ledgerOf(service)
  const calls = await loadCallsOf(service)
  assert.ok(endings(world, calls.length).includes(titleOf(page)), titleOf(page))
  assert.equal(ledger.length, 1)
  assert.equal(new Set(calls.map(call => call.requestId)).size, 1)
  assert.equal(new Set(calls.map(call => call.bodySha256)).size, 1)
  assert.ok(calls.length <= 2, `${calls.length} calls`)
  assert.equal(calls[0]?.requestId, ledger[0]?.requestId)
}

/** Where Amazon says no to what it has already paid, a person must find out; nobody is told that it failed. */
function endings(world: object, calls: number): string[] {
  return 'repeatAfterSuccess' in world && calls > 1 ? ['We are checking your claim'] : ['$25.00 deposited']
}

async function play({ emulator }: TestService, world: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'PUT', headers, body: JSON.stringify(world) }
  const response = await fetch(`${emulator.url}/_emulator/world`, request)
  assert.ok(response.ok, await response.text())
}

/** The claim links belong to the address that the program listens on. */
async function walkToConfirm(service: TestService, recipient: Recipient, port: string): Promise<string> {
  const [link = ''] = await service.links(await service.campaign())
  const page = await recipient.signIn(`http://localhost:${port}${new URL(link).pathname}`)
  assert.equal(titleOf(page.text), 'Deposit $25.00 now?')
  return page.url
}

/** Looks until the page is final; a claim whose consent was never committed is confirmed once more. */
async function finish(recipient: Recipient, url: string): Promise<string> {
  for (let look = 0; look < 50; look++) {
    const page = await recipient.get(url)
    if (titleOf(page.text).startsWith('Deposit $25.00 now')) await recipient.press(page)
    else if (titleOf(page.text) !== 'We have your claim') return page.text
    await sleep(100)
  }
  throw new Error('the claim never ended')
}

type Program = { readonly port: string; readonly ended: Promise<string | null> }

async function startProgram(t: TestContext, service: TestService, point: string): Promise<Program> {
  const child = spawn(process.execPath, [program, service.databaseUrl, service.emulator.url, '0', point], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([, signal]) => signal as string | null)
  return { port: await firstLine(child), ended }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('bug: no pipe')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return line.toString().trim()
}
