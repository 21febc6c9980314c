/**
 * The embedded PostgreSQL when programs and servers are killed: real kills, real servers, each test in a directory
 * of its own.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { serverUser } from '../../src/storage/embedded/server-user.ts'
import {
  dataDir,
  eventually,
  open,
  PROGRAM,
  postgresProcesses,
  postmasters,
  query,
  startProgram,
} from '../helpers/embedded.ts'

const PRESENT = `select count(*)::int as programs from pg_stat_activity where application_name = 'login-and-receive'`

describe('The embedded PostgreSQL under kills', { concurrency: 4 }, () => {
  test('The server of a program that was killed is adopted with its data', async t => {
    const dir = dataDir(t)
    const killed = await startProgram(t, dir)
    await query(killed.connection, 'create table kept as select 25 as amount')
    const [before] = postmasters(dir)
    await killed.kill()
    const server = await open(t, dir, { durable: false })
    assert.deepEqual(postmasters(dir), [before])
    assert.deepEqual(await query(server.connection, 'select amount from kept'), [{ amount: 25 }])
    await server.close()
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('A server killed under running programs comes back on its port, once, with what was committed', async t => {
    const dir = dataDir(t)
    const losses: Error[] = []
    const one = await open(t, dir, { durable: true, onLost: error => losses.push(error) })
    const two = await open(t, dir, { durable: true })
    await query(one.connection, 'create table kept as select 25 as amount')
    const { port } = one.connection
    process.kill(postmasters(dir)[0] ?? 0, 'SIGKILL')
    const rows = await eventually(() => query(one.connection, 'select amount from kept'))
    assert.deepEqual(rows, [{ amount: 25 }])
    assert.equal(one.connection.port, port)
    await eventually(async () => assert.deepEqual(await query(one.connection, PRESENT), [{ programs: 2 }]))
    assert.match(losses[0]?.message ?? '', /connection to the embedded PostgreSQL ended/)
    await one.close()
    assert.equal((await query(two.connection, 'select 1')).length, 1)
    await two.close()
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('A program that leaves right after its server was killed does not hang and leaves no process', async t => {
    const dir = dataDir(t)
    const server = await open(t, dir, { durable: false })
    process.kill(postmasters(dir)[0] ?? 0, 'SIGKILL')
    await server.close()
    await eventually(async () => assert.deepEqual(postgresProcesses(dir), []))
  })

  test('A program killed in the middle of the first start leaves nothing half done', async t => {
    const dir = dataDir(t)
    const child = spawn(process.execPath, [PROGRAM, dir], { stdio: 'ignore' })
    await eventually(async () =>
      assert.ok(readdirSync(dir).some(name => name.startsWith('unfinished-cluster-'))),
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.ok(!existsSync(join(dir, 'cluster')))
    const server = await open(t, dir, { durable: false })
    assert.equal((await query(server.connection, 'select 1')).length, 1)
    await server.close()
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('A stale postmaster.pid does not block the start: of a dead process, of another program, never written', async t => {
    const other = spawn('sleep', ['60'], { ...serverUser() })
    t.after(() => other.kill())
    const dir = dataDir(t)
    const file = join(dir, 'cluster', 'postmaster.pid')
    const first = await open(t, dir, { durable: false })
    const content = readFileSync(file, 'utf8')
    await first.close()
    for (const stale of [content, content.replace(/^\d+/, `${other.pid}`), '']) {
      writeFileSync(file, stale)
      chmodSync(file, 0o644) // written by root, read by the server's user
      const later = await open(t, dir, { durable: false })
      assert.equal((await query(later.connection, 'select 1')).length, 1)
      await later.close()
    }
  })
})
