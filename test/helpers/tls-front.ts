// Owns the TLS-terminating reverse proxy that tests put before the service, as a deployment has one: https
// outside, plain HTTP and X-Forwarded headers inside. Its certificate is made at run time and lives as long.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** `caFile` is a PEM file fit for NODE_EXTRA_CA_CERTS, `ca` its text. */
export type TlsFront = { port: number; url: string; ca: string; caFile: string; close(): Promise<void> }

// Hop-by-hop (RFC 9110 section 7.6.1): they speak of one connection only.
const HOP_BY_HOP = /^(connection|keep-alive|proxy-connection)$/i
const FORWARDED = /^(forwarded|x-forwarded-.*)$/i

/** Listens on 127.0.0.1 and forwards to `targetPort` there, Host kept; answers 502 when the target does not. */
export async function startTlsFront(targetPort: number): Promise<TlsFront> {
  const { private: key, cert } = await generateCertificate()
  const agent = new Agent({ keepAlive: false })
  const server = createServer({ key, cert }, (req, res) => forward(req, res, targetPort, agent))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const directory = await mkdtemp(join(tmpdir(), 'tls-front-'))
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, cert)
  const close = async () => {
    server.close()
    server.closeAllConnections()
    agent.destroy()
    await rm(directory, { recursive: true })
  }
  return { port, url: `https://localhost:${port}`, ca: cert, caFile, close }
}

export function generateCertificate() {
  // A name of its own: OpenSSL finds a trusted certificate by its subject and would take another front's.
  return generate([{ name: 'commonName', value: `front-${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
}

function forward(req: IncomingMessage, res: ServerResponse, port: number, agent: Agent): void {
  const headers = [
    ...withoutHeaders(req.rawHeaders, HOP_BY_HOP, FORWARDED),
    ...['X-Forwarded-Proto', 'https', 'X-Forwarded-For', req.socket.remoteAddress ?? ''],
  ]
  const { method, url } = req
  const outgoing = request({ host: '127.0.0.1', port, agent, method, path: url, headers }, answer => {
    res.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      withoutHeaders(answer.rawHeaders, HOP_BY_HOP),
    )
    answer.on('error', () => res.destroy()).pipe(res)
  })
  outgoing.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()))
  res.on('close', () => outgoing.destroy())
  req.pipe(outgoing)
}

/** Of name, value, name, value ... those pairs whose name matches none of the patterns; repeats are kept. */
function withoutHeaders(raw: string[], ...patterns: RegExp[]): string[] {
  return raw.filter((_, index) => !patterns.some(pattern => pattern.test(raw[index - (index % 2)] ?? '')))
}
