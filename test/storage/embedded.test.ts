/**
 * The embedded PostgreSQL with real servers, each test in a directory of its own: what is kept, who starts it and
 * who stops it. What a kill at a bad moment leaves behind is in embedded-crash.test.ts.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import pg from 'pg'
import { dataDir, open, postgresProcesses, postmasters, query, startProgram } from '../helpers/embedded.ts'

describe('The embedded PostgreSQL', { concurrency: 4 }, () => {
  test('A fresh start gives a durable UTF-8 database whose server is reached on loopback with a password only', async t => {
    const dir = dataDir(t)
    const server = await open(t, dir, { durable: true })
    const settings = await query(
      server.connection,
      `select current_database(), current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
            current_setting('listen_addresses') as host, current_setting('unix_socket_directories') as sockets`,
    )
    assert.deepEqual(settings, [
      {
        current_database: 'login_and_receive',
        encoding: 'UTF8',
        fsync: 'on',
        commit: 'on',
        pages: 'on',
        host: '127.0.0.1',
        sockets: '',
      },
    ])
    await assert.rejects(query({ ...server.connection, password: 'guess' }, 'select 1'), { code: '28P01' })
    await server.close()
  })

  test('The password is kept in a file that only its owner can read, and is left nowhere else', async t => {
    const dir = dataDir(t)
    const server = await open(t, dir, { durable: false })
    assert.equal(statSync(join(dir, 'password')).mode & 0o777, 0o600)
    assert.equal(readFileSync(join(dir, 'password'), 'utf8'), server.connection.password)
    assert.match(server.connection.password, /^[\w-]{43}$/) // 32 bytes in base64url
    const files = readdirSync(dir).filter(name => !name.startsWith('postgresql-')) // copied where it must be
    assert.deepEqual(files.sort(), ['cluster', 'lock', 'password', 'port', 'postgresql.log'])
    await server.close()
  })

  test('A later start keeps what was committed, on the same port', async t => {
    const dir = dataDir(t)
    const first = await open(t, dir, { durable: true })
    await query(first.connection, 'create table kept as select 25 as amount')
    const { port } = first.connection
    await first.close()
    assert.deepEqual(postgresProcesses(dir), [])
    const later = await open(t, dir, { durable: true })
    assert.deepEqual(await query(later.connection, 'select amount from kept'), [{ amount: 25 }])
    assert.equal(later.connection.port, port)
    await later.close()
  })

  test('A port that somebody else took does not stop the start', async t => {
    const dir = dataDir(t)
    const { connection, close } = await open(t, dir, { durable: false })
    const { port } = connection
    await close()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const server = await open(t, dir, { durable: false })
    assert.notEqual(server.connection.port, port)
    await server.close()
    other.close()
  })

  test('Two programs that start at once on a fresh directory share one server', async t => {
    const dir = dataDir(t)
    const [one, two] = await Promise.all([startProgram(t, dir), startProgram(t, dir)])
    assert.deepEqual(one.connection, two.connection)
    assert.equal(postmasters(dir).length, 1)
    await Promise.all([one.leave(), two.leave()])
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('The first one out leaves the server to the others, the last one out stops it', async t => {
    const dir = dataDir(t)
    const first = await open(t, dir, { durable: false })
    const second = await open(t, dir, { durable: false })
    await first.close()
    assert.equal((await query(second.connection, 'select 1')).length, 1)
    await second.close()
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('A client that is no program of ours keeps the server running too', async t => {
    const dir = dataDir(t)
    const server = await open(t, dir, { durable: false })
    const client = new pg.Client(server.connection)
    await client.connect()
    await server.close()
    assert.equal((await client.query('select 1')).rowCount, 1)
    await client.end()
    await (await open(t, dir, { durable: false })).close()
    assert.deepEqual(postgresProcesses(dir), [])
  })

  test('A cluster that does not start is reported with the end of its log', async t => {
    const dir = dataDir(t)
    await (await open(t, dir, { durable: false })).close()
    writeFileSync(join(dir, 'cluster', 'postgresql.conf'), 'no_such_setting = 1\n')
    await assert.rejects(open(t, dir, { durable: false }), /does not start in .*no_such_setting/s)
  })
})
