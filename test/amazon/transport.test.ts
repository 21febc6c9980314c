/**
 * Lost and broken answers, made by real sockets. An attempt may count as not applied only when it provably never
 * left this machine; everything else may have been applied.
 */
import assert from 'node:assert/strict'
import dns from 'node:dns'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Answer } from '../../src/domain/outcome.ts'
import { startTlsFront } from '../helpers/tls-front.ts'
import { accountAt, apiFor, storedLoad } from './account.ts'
import { answering, closedPort, drip, listening, serving, success } from './local-server.ts'

test('a refused port, by number or by name, is known never to have left', async t => {
  const port = await closedPort()
  for (const url of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
    assert.deepEqual(summary(await load(t, url)), ['unknown', 'no'], url)
  }
})

test('a host whose every address refuses is known never to have left', async t => {
  t.mock.method(
    dns,
    'lookup',
    (_name: string, _options: object, found: (error: null, addresses: object[]) => void) =>
      found(
        null,
        ['127.0.0.1', '127.0.0.2'].map(address => ({ address, family: 4 })),
      ),
  )
  assert.deepEqual(summary(await load(t, `http://amazon.example:${await closedPort()}`)), ['unknown', 'no'])
})

test('a name that does not exist is known never to have left', async t => {
  const answer = await load(t, 'http://nonexistent.invalid')
  assert.deepEqual(summary(answer), ['unknown', 'no'])
  assert.match(answer.reason, /ENOTFOUND|EAI_AGAIN/)
})

test('a certificate nobody vouches for is known never to have left, and no byte of the request arrives', async t => {
  const requests: string[] = []
  const behind = await listening(t, socket => socket.on('data', bytes => requests.push(bytes.toString())))
  const front = await startTlsFront(Number(new URL(behind).port))
  t.after(() => front.close())
  assert.deepEqual(summary(await load(t, front.url)), ['unknown', 'no'])
  assert.deepEqual(requests, [])
})

test('a certificate for another name is known never to have left', async t => {
  const front = await startTlsFront(await closedPort())
  t.after(() => front.close())
  assert.deepEqual(summary(await load(t, front.url.replace('localhost', '127.0.0.2'))), ['unknown', 'no'])
})

const broken: ReadonlyArray<readonly [string, (socket: Socket) => void]> = [
  ['a reset after the request', socket => void socket.once('data', () => socket.resetAndDestroy())],
  ['a connection closed before the request was read', socket => void socket.end()],
  ['a FIN after the request', socket => void socket.once('data', () => socket.end())],
  [
    'a FIN in the middle of the headers',
    socket => void socket.once('data', () => socket.end('HTTP/1.1 200 O')),
  ],
  ['a FIN in the middle of the body', answering(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${success}`)],
  [
    'a reset in the middle of the body',
    socket => {
      socket.once('data', () =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${success}`, () =>
          socket.resetAndDestroy(),
        ),
      )
    },
  ],
  ['something that is no HTTP', answering('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'a chunked body without its end',
    answering(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"sta`),
  ],
]
for (const [what, serve] of broken) {
  test(`${what} leaves the outcome unknown and proves nothing`, async t => {
    assert.deepEqual(summary(await load(t, await listening(t, serve))), ['unknown', 'unproven'])
  })
}

const slow: ReadonlyArray<readonly [string, (socket: Socket) => void]> = [
  ['a server that never answers', socket => void socket.resume()],
  [
    'a body that never ends',
    socket => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${success}`))
    },
  ],
  ['a server that drips one byte at a time', drip],
]
for (const [what, serve] of slow) {
  test(`${what} is given up at the deadline, its connection too, and proves nothing`, async t => {
    const closed = Promise.withResolvers<void>()
    const url = await listening(t, socket => {
      socket.on('close', () => closed.resolve())
      serve(socket)
    })
    const started = performance.now()
    const answer = await load(t, url, 300)
    assert.deepEqual([...summary(answer), answer.reason], ['unknown', 'unproven', 'timeout'])
    assert.ok(performance.now() - started < 1_500, 'it ends at the deadline')
    await closed.promise
  })
}

test('a body beyond every reason is cut off and proves nothing', async t => {
  let sent = 0
  const url = await serving(t, (_url, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 32))) sent += 65_536
    }
    response.writeHead(200).on('drain', more)
    more()
  })
  assert.deepEqual(summary(await load(t, url)), ['unknown', 'unproven'])
  assert.ok(sent < 16 * 1024 * 1024, String(sent))
})

test('a redirect is not followed and proves nothing', async t => {
  const asked: string[] = []
  const url = await serving(t, (path, response) => {
    asked.push(path)
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  const answer = await load(t, url)
  assert.deepEqual([...summary(answer), answer.httpStatus], ['unknown', 'unproven', 307])
  assert.deepEqual(asked, ['/LoadAmazonBalance'])
})

test('no failure is tried again by itself', async t => {
  let connections = 0
  const url = await listening(t, socket => {
    connections += 1
    socket.once('data', () => socket.resetAndDestroy())
  })
  await load(t, url)
  await new Promise(resolve => setTimeout(resolve, 100))
  assert.equal(connections, 1)
})

test('a kept connection that the server has closed meanwhile is never taken as proof that nothing arrived', async t => {
  const api = apiFor(t)
  let requests = 0
  const url = await listening(t, socket => {
    socket.on('data', () => {
      requests += 1
      if (requests === 1) socket.write(`HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}`)
      else socket.resetAndDestroy()
    })
  })
  const account = accountAt(url)
  await api.loadAmazonBalance(account, storedLoad(account))
  assert.deepEqual(summary(await api.loadAmazonBalance(account, storedLoad(account))), [
    'unknown',
    'unproven',
  ])
})

test('a load that is held back at the last look sends no byte, and the next one finds the connection open', async t => {
  let connections = 0
  const received: string[] = []
  const url = await listening(t, socket => {
    connections += 1
    socket.on('data', bytes => {
      received.push(bytes.toString())
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${success.length}\r\n\r\n${success}`)
    })
  })
  const [api, account] = [apiFor(t), accountAt(url)]
  const load = storedLoad(account, { requestId: 'x' })
  const heldBack = await api.loadAmazonBalance(account, load, () => false)
  assert.deepEqual(summary(heldBack), ['unknown', 'no'])
  assert.deepEqual(received, [])
  assert.deepEqual(summary(await api.loadAmazonBalance(account, load, () => true)), ['deposited', 'yes'])
  assert.deepEqual([connections, received.length], [1, 1])
})

const summary = ({ outcome, applied, hold, throttled }: Answer) => {
  assert.deepEqual([hold, throttled], [null, false])
  return [outcome, applied]
}

async function load(t: TestContext, url: string, deadlineMs = 2_000): Promise<Answer> {
  const account = accountAt(url)
  return await apiFor(t, deadlineMs).loadAmazonBalance(account, storedLoad(account))
}
