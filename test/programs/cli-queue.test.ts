/** `queue` as operators see it: what waits, how long, at what pace; once, as JSON, and live. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queueLine } from '../../src/cli/queue-table.ts'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { reportQueue } from '../../src/services/queue-report.ts'
import { fillLane } from '../helpers/backlog.ts'
import { startCli } from '../helpers/cli.ts'
import { beginOutage } from '../helpers/outage.ts'
import { eventually, run } from '../helpers/program.ts'
import type { TestService } from '../helpers/service.ts'

/** 100 wait in two lanes, 60 deposits have ended in the last minute and one before it. */
async function fill(service: TestService): Promise<{ readonly long: string; readonly short: string }> {
  const [long, short] = [await service.campaign(), await service.campaign()]
  const tokens = await fillLane(service.context, long, { count: 151, overMs: 7_200_000 })
  await fillLane(service.context, short, { count: 10, overMs: 30_000 })
  const end = (ended: readonly string[], age: string) =>
    service.database.query(
      `update deposit set state = 'deposited', attempts = 1, first_sent_at = now(), decided_at = now() - $2::interval
       where claim_link_id = any($1)`,
      [ended.map(claimLinkId), age],
    )
  await end(tokens.slice(90, 91), '2 minutes')
  await end(tokens.slice(91), '5 seconds')
  return { long: long.id, short: short.id }
}

test('it tells each account and each lane: depth, oldest, rate, pace and time to drain', async t => {
  const { cli, service } = await startCli(t)
  const { long, short } = await fill(service)
  const words = (await cli.output('queue')).split('\n')
  assert.match(words[1] ?? '', /^default +100 +0 +2 hours +1\.0\/s +9\.6\/s +1 minute, 40 seconds +none$/)
  const laneOf = (id: string) => words.find(line => line.includes(id)) ?? ''
  assert.match(laneOf(long), / 90 +2 hours +50 % +none$/)
  assert.match(laneOf(short), / 10 +\d+ seconds +50 % +none$/)

  const report = await cli.json<{ accounts: object[]; lanes: object[] }>('queue')
  const [account] = report.accounts as { decidedPerSecond: number; drainMs: number; waiting: number }[]
  assert.equal(account?.decidedPerSecond, 1)
  assert.ok(Math.abs((account?.drainMs ?? 0) - 100_000) < 1)
  assert.equal(report.lanes.length, 2)
})

test('what a hold keeps back has no time, and gives its turns to the others', async t => {
  const { cli, service } = await startCli(t)
  const { long, short } = await fill(service)
  await service.database.query("update campaign set held_since = now() - interval '1 hour' where id = $1", [
    long,
  ])
  const held = (await cli.output('queue')).split('\n')
  assert.match(held[1] ?? '', / 9\.6\/s +5 seconds +90 by campaign$/, 'ten fresh ones are left to send')
  assert.match(held.find(line => line.includes(long)) ?? '', / 0 % +campaign, for 1 hour$/)
  assert.match(held.find(line => line.includes(short)) ?? '', / 100 % +none$/)
  await service.database.query(
    "update partner_account set hold_reason = 'funds', held_since = now() - interval '2 minutes'",
  )
  const funds = (await cli.output('queue')).split('\n')
  assert.match(funds[1] ?? '', / unknown +funds, for 2 minutes$/)
})

test('where campaigns hold all that waits, nobody reads that it is done now', async t => {
  const { cli, service } = await startCli(t)
  const campaign = await service.campaign()
  await fillLane(service.context, campaign, { count: 1, overMs: 5_000 })
  await service.database.query('update campaign set held_since = now() where id = $1', [campaign.id])
  const text = await cli.output('queue')
  assert.match(text, /^default +1 +0 +\d+ seconds +0\.0\/s +9\.6\/s +unknown +1 by campaign$/m)
  const { accounts } = await cli.json<{ accounts: object[] }>('queue')
  assert.partialDeepStrictEqual(accounts, [{ waiting: 1, heldByCampaign: 1, drainMs: null }])
})

test('one line for logs tells what moves, what campaigns hold and that nothing waits', async t => {
  const { service } = await startCli(t)
  const line = async () =>
    queueLine(await reportQueue(service.context))
      .split(', ')
      .slice(4)
      .join(', ')
  assert.equal(await line(), 'nothing waits')
  const { long, short } = await fill(service)
  const hold = (id: string) =>
    service.database.query('update campaign set held_since = now() where id = $1', [id])
  await hold(long)
  assert.equal(await line(), 'done in 5 seconds but for 90 on hold by campaign')
  await hold(short)
  assert.equal(await line(), '100 on hold by campaign')
  await service.database.query("update partner_account set hold_reason = 'funds', held_since = now()")
  assert.equal(await line(), 'on hold: funds')
})

test('while nothing is sent the time to drain is not known', async t => {
  const { cli, service } = await startCli(t)
  await fillLane(service.context, await service.campaign(), { count: 3, overMs: 7_200_000 })
  assert.match(await cli.output('queue'), /^default +3 +0 +2 hours +0\.0\/s +9\.6\/s +unknown +none$/m)
})

test('an empty queue says so', async t => {
  const { cli } = await startCli(t)
  assert.match(await cli.output('queue'), /^default +0 +0 +0\.0\/s +9\.6\/s +now +none\n\nNothing waits\.$/m)
})

test('watched without a terminal it prints a line a second, outlives an outage and ends with 0 on Ctrl-C', async t => {
  const { service, variables } = await startCli(t)
  await fill(service)
  const program = run(t, [process.execPath, 'src/cli.ts', 'queue', '--watch'], variables)
  const lines = () => program.stdout().split('\n').filter(Boolean)
  await eventually(() => lines().length >= 2, program.stderr)
  const outage = await beginOutage(service.database)
  await eventually(() => /cannot be reached just now; trying again/.test(program.stderr()), program.stdout)
  const before = lines().length
  await outage.end()
  await eventually(() => lines().length > before, program.stderr)
  program.child.kill('SIGINT')
  assert.equal(await program.exit, 0)
  const line =
    /^\d{4}-\S+Z default: 100 waiting, 0 sending, oldest 2 hours, 1\.0\/s, done in 1 minute, 40 seconds$/
  for (const each of lines()) assert.match(each, line)
  const [first = 0, second = 0] = lines().map(each => Date.parse(each.split(' ')[0] ?? ''))
  assert.ok(second - first >= 1_000 && second - first < 5_000, `${second - first} ms`)
})
