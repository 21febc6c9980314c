/**
 * Login with Amazon and the Incentives API as a bench needs them: TLS, keep-alive, right answers that cost little, each
 * after a delay that can be set. It checks nothing. `node test/bench/amazon.ts KEY_FILE CERTIFICATE_FILE`
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const clientId = 'amzn1.application-oa2-client.emulator'
let delayMs = 0

const [keyFile = '', certificateFile = ''] = process.argv.slice(2)
const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) })
server.keepAliveTimeout = 60_000
server.on('request', async (req, res) => {
  const answer = JSON.stringify(answerTo(req, await text(req)))
  if (delayMs > 0) await sleep(delayMs)
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
  res.end(answer)
})
server.listen(0, '127.0.0.1', () => {
  console.log(`https://localhost:${(server.address() as AddressInfo).port}`)
})

/** A code names the account that it is for, and so does the token that it is exchanged for. */
function answerTo({ url = '', headers }: IncomingMessage, body: string): object {
  const { pathname, searchParams } = new URL(url, 'https://localhost')
  if (pathname === '/auth/o2/token') return token(new URLSearchParams(body).get('code') ?? '')
  if (pathname === '/auth/o2/tokeninfo') return tokenInfo(searchParams.get('access_token') ?? '')
  if (pathname === '/user/profile')
    return profile(headers.authorization?.replace('Bearer ', '') ?? searchParams.get('access_token') ?? '')
  if (pathname === '/LoadAmazonBalance') return { status: 'SUCCESS', ...JSON.parse(body) }
  if (pathname === '/CreateGiftCard') return giftCard(JSON.parse(body))
  if (pathname === '/delay') delayMs = Number(searchParams.get('ms'))
  return {}
}

function token(code: string): object {
  return { access_token: code, token_type: 'bearer', expires_in: 3600, refresh_token: `Atzr|${code}` }
}

function tokenInfo(account: string): object {
  return {
    iss: 'https://www.amazon.com',
    user_id: account,
    aud: clientId,
    app_id: clientId,
    exp: 3600,
    iat: 1,
  }
}

function profile(account: string): object {
  return { user_id: account, name: 'Jane Doe', email: 'jane@customer.example' }
}

function giftCard({ creationRequestId, value }: { creationRequestId: string; value: object }): object {
  const cardInfo = { cardNumber: null, cardStatus: 'Fulfilled', expirationDate: null, value }
  return { cardInfo, creationRequestId, gcClaimCode: 'ABCD-EFGHIJ-KLMN', gcId: 'A1B2C3', status: 'SUCCESS' }
}
