/** Hostile and broken requests: a clear answer, never a 5xx, never a stack, nothing lost. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { beginReadOnly } from '../helpers/outage.ts'
import { eventually } from '../helpers/program.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

async function raw({ url }: TestService, text: string): Promise<string> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const parts: Buffer[] = []
  socket.on('data', part => parts.push(part))
  socket.write(text)
  await Promise.race([once(socket, 'close'), sleep(3_000, undefined, { ref: false })])
  socket.destroy()
  return Buffer.concat(parts).toString()
}

async function service(t: TestContext): Promise<TestService> {
  return await startTestService(t)
}

test('odd requests get a 4xx page without a stack', async t => {
  const started = await service(t)
  const { host } = new URL(started.url)
  const head = `Host: ${host}\r\nConnection: close\r\n\r\n`
  const requests = [
    `GET /c/%zz HTTP/1.1\r\n${head}`,
    `GET /c/${'a'.repeat(5_000)} HTTP/1.1\r\n${head}`,
    `GET /c/%00 HTTP/1.1\r\n${head}`,
    `GET /claim/%00 HTTP/1.1\r\n${head}`,
    `GET /sign-in/%00/callback?state=%00 HTTP/1.1\r\n${head}`,
    `PROPFIND /c/x HTTP/1.1\r\n${head}`,
    `BREW / HTTP/1.1\r\n${head}`,
    `DELETE /claim/x HTTP/1.1\r\n${head}`,
    `POST /c/x HTTP/1.1\r\nContent-Length: 0\r\n${head}`,
    `GET /../../etc/passwd HTTP/1.1\r\n${head}`,
    `GET /assets/../src/main.ts HTTP/1.1\r\n${head}`,
    `GET /sign-in/nobody/callback?code=1&state=2 HTTP/1.1\r\n${head}`,
    `GET /c/x HTTP/1.1\r\nCookie: session=s%3Aforged.signature\r\n${head}`,
    `GET /c/x HTTP/1.1\r\nCookie: ${'a=b; '.repeat(500)}\r\n${head}`,
    'not http at all\r\n\r\n',
  ]
  for (const request of requests) {
    const answer = await raw(started, request)
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, request.slice(0, 60))
    assert.doesNotMatch(answer, /\.ts:|node_modules|at .+\(.+:\d+:\d+\)/)
  }
  assert.match(
    await raw(started, `GET // HTTP/1.1\r\n${head}`),
    /^HTTP\/1\.1 200 [\s\S]+Claim links open here/,
  )
  assert.equal((await fetch(`${started.url}/health/ready`)).status, 200)
  assert.deepEqual(
    started.log.filter(({ level }) => level === 'error'),
    [],
  )
})

test('a body of 10 MB is refused and the claim goes on', async t => {
  const started = await service(t)
  const response = await fetch(`${started.url}/claim/x`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a'.repeat(10_000_000),
  })
  assert.equal(response.status, 413)
  assert.match(await response.text(), /larger than anything/)
})

test('malformed, unknown and absent tokens get the very same page', async t => {
  const started = await service(t)
  const pages = await Promise.all(
    ['short', 'AAAAAAAAAAAAAAAAAAAAAA', 'with space', '💰', '-'].map(async token => {
      const response = await fetch(`${started.url}/c/${encodeURIComponent(token)}`)
      const text = await response.text()
      return `${response.status} ${text.replace(/nonce="[^"]+"|[0-9A-Z]{4}-[0-9A-Z]{4}/g, '')}`
    }),
  )
  assert.equal(new Set(pages).size, 1)
})

test('guessing is throttled per address while right links still open', async t => {
  const started = await service(t)
  const [link = ''] = await started.links(await started.campaign())
  const statuses = []
  for (let guess = 0; guess < 25; guess++)
    statuses.push((await fetch(`${started.url}/c/guess-${guess}`)).status)
  assert.deepEqual([...new Set(statuses.slice(0, 20))], [404])
  assert.deepEqual([...new Set(statuses.slice(20))], [429])
  assert.equal((await fetch(link)).status, 200)
})

test('GET and HEAD of a claim link, a hundred times over, change nothing', async t => {
  const started = await service(t)
  const [link = ''] = await started.links(await started.campaign())
  const state = () => started.database.query('select * from campaign, claim_link')
  const before = await state()
  for (let visit = 0; visit < 100; visit++) await fetch(link, { method: visit % 2 ? 'HEAD' : 'GET' })
  assert.deepEqual(await state(), before)
  assert.deepEqual(await started.database.query('select from deposit'), [])
  assert.deepEqual(await started.database.query('select from browser_session'), [])
})

test('beyond the limit of requests in flight the rest is told to come back, and the connection closes', async t => {
  const started = await startTestService(t, { maxRequestsInFlight: 1 })
  const [link = ''] = await started.links(await started.campaign())
  await started.database.query('alter table campaign rename to hidden')
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(link)))
  await started.database.query('alter table hidden rename to campaign')
  const shed = answers.filter(({ status }) => status === 503)
  assert.ok(shed.length > 0)
  for (const answer of shed) {
    assert.equal(answer.headers.get('connection'), 'close')
    assert.equal(answer.headers.get('retry-after'), '2')
  }
})

test('the log names routes, never the paths that hold tokens', async t => {
  const started = await service(t)
  const [link = ''] = await started.links(await started.campaign())
  await fetch(link)
  await sleep(50)
  const text = JSON.stringify(started.log)
  assert.match(text, /"\/c\/:token"/)
  assert.ok(!text.includes(link.split('/').at(-1) ?? ''))
})

test('without its database the service answers 503 with a calm page and recovers', async t => {
  const started = await service(t)
  const [link = ''] = await started.links(await started.campaign())
  const [row] = await started.database.query<{ name: string }>('select current_database() as name')
  const admin = async (text: string) => {
    const { default: pg } = await import('pg')
    const client = new pg.Client(process.env.TEST_DATABASE_URL)
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await admin(`alter database ${row?.name} allow_connections false`)
  await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${row?.name}'`)
  const down = await fetch(link)
  assert.equal(down.status, 503)
  assert.match(await down.text(), /Nothing you confirmed is lost/)
  assert.equal((await fetch(`${started.url}/health/ready`)).status, 503)
  await admin(`alter database ${row?.name} allow_connections true`)
  assert.equal((await fetch(link)).status, 200)
})

test('while its database is read-only the service is not ready, and a page that must write asks to come back', async t => {
  const started = await service(t)
  const [link = ''] = await started.links(await started.campaign())
  const signIn = () => fetch(`${link}/sign-in`, { redirect: 'manual' })
  const replica = await beginReadOnly(started.database)
  const refused = await signIn()
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5'])
  assert.equal((await fetch(`${started.url}/health/ready`)).status, 503)
  await replica.end()
  await eventually(async () => (await fetch(`${started.url}/health/ready`)).status === 200)
  assert.equal((await signIn()).status, 303)
})

test('a database that was made anew under the running service is not ready', async t => {
  const { url, database } = await startTestService(t)
  const ready = async () => (await fetch(`${url}/health/ready`)).status
  assert.equal(await ready(), 200)
  await database.query('alter table installation rename to another')
  assert.equal(await ready(), 503)
  await database.query('alter table another rename to installation')
  assert.equal(await ready(), 200)
})
