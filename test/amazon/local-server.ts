// Small servers on this machine that answer badly or not at all, gone after the test.
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export const success = JSON.stringify({
  loadBalanceRequestId: 'x',
  amount: { currencyCode: 'USD', value: 25 },
  status: 'SUCCESS',
})

export function answering(text: string) {
  return (socket: Socket) => void socket.once('data', () => socket.end(text))
}

export function drip(socket: Socket): void {
  socket.once('data', () => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${success.length}\r\n\r\n`)
    const bytes = [...success]
    const timer = setInterval(() => socket.write(bytes.shift() ?? ' '), 20)
    socket.on('close', () => clearInterval(timer))
  })
}

export async function listening(t: TestContext, serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
    serve(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function serving(
  t: TestContext,
  serve: (path: string, response: import('node:http').ServerResponse) => void,
): Promise<string> {
  const server = createHttpServer((request, response) => serve(request.url ?? '', response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function closedPort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
