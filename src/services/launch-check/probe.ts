/**
 * One request to somebody's front door: whether the name resolves, the certificate is good, and what the clock there says.
 * It carries nothing of ours. Node's own client, because these questions are about the connection and not the answer.
 */
import { request as plainly } from 'node:http'
import { request as securely } from 'node:https'
import { connect } from 'node:tls'

export type Answered = {
  readonly status: number
  /** Of the header `Date`; null where there is none. */
  readonly date: Date | null
  readonly roundTripMs: number
}

/** What happened instead of an answer, in words, and what mends it. */
export type Trouble = { readonly trouble: string; readonly fix: string }

const deadlineMs = 5_000

/** GET, without following anything. */
export async function ask(url: string, elapsedMs: () => number): Promise<Answered | Trouble> {
  const begun = elapsedMs()
  const request = url.startsWith('https:') ? securely : plainly
  return await new Promise(resolve => {
    const signal = AbortSignal.timeout(deadlineMs)
    const asked = request(url, { agent: false, signal, headers: { accept: '*/*' } }, answer => {
      answer.resume()
      const date = answer.headers.date ? new Date(answer.headers.date) : null
      resolve({ status: answer.statusCode ?? 0, date, roundTripMs: elapsedMs() - begun })
    })
    asked.on('error', error => resolve(troubleOf(error, new URL(url).host))).end()
  })
}

/** A TLS handshake of version 1.2 or newer; null when it works. */
export async function shakeHands(url: string): Promise<Trouble | null> {
  const { hostname, port, host, protocol } = new URL(url)
  if (protocol !== 'https:')
    return { trouble: `${host} is asked over plain http`, fix: 'use an https address' }
  return await new Promise(resolve => {
    const end = (result: Trouble | null) => {
      socket.destroy()
      resolve(result)
    }
    const target = {
      host: hostname,
      port: Number(port || 443),
      servername: hostname,
      minVersion: 'TLSv1.2',
    } as const
    const socket = connect({ ...target, timeout: deadlineMs }, () => end(null))
    socket.on('timeout', () => end(troubleOf({ code: 'ETIMEDOUT' }, host)))
    socket.on('error', error => end(troubleOf(error, host)))
  })
}

function troubleOf(error: object, host: string): Trouble {
  const code = 'code' in error ? String(error.code) : ''
  const [trouble, fix] = words.find(([pattern]) => pattern.test(code))?.slice(1) ?? [
    `could not be reached (${/^[A-Z0-9_]{3,60}$/.test(code) ? code : 'no connection'})`,
    'check the network and the address',
  ]
  return { trouble: `${host} ${trouble}`, fix: String(fix) }
}

const words: ReadonlyArray<readonly [RegExp, string, string]> = [
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    'has no address in DNS',
    'check the name, and that this machine can ask a name server',
  ],
  [/^ECONNREFUSED$/, 'refuses the connection', 'check that something listens there, and the firewall'],
  [
    /TIMEDOUT$|^ABORT_ERR$/,
    'does not answer in time',
    'check the firewall and the way out of this machine’s network',
  ],
  [
    /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA)/,
    'shows a certificate that is not good for it',
    'renew the certificate with its whole chain and this name in it; an authority of your own belongs into NODE_EXTRA_CA_CERTS',
  ],
  [/^(ERR_SSL|EPROTO)/, 'does not speak TLS 1.2 or newer', 'let the front speak TLS 1.2 or 1.3'],
]
