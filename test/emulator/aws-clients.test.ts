// Clients that nobody here wrote, against the emulator: two general signers over HTTP, two of this very API over TLS.

import assert from 'node:assert/strict'
import { globalAgent } from 'node:https'
import { createRequire } from 'node:module'
import { type TestContext, test } from 'node:test'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { IncentivesAPI } from 'amazon-incentives-api'
import { AwsClient } from 'aws4fetch'
import { startEmulator } from '../../src/emulator/app.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront, type TlsFront } from '../helpers/tls-front.ts'
import { emulatorFor, lines, loadBody, send } from './client.ts'

const KEY = { accessKeyId: 'AKIDEMULATORACTIVE01', secretAccessKey: 'emulator-secret-access-key' }

test('aws4fetch loads money over fetch', async t => {
  const { url } = await emulatorFor(t)
  const client = new AwsClient({ ...KEY, service: 'AGCODService', region: 'us-east-1', retries: 0 })
  const body = JSON.stringify(loadBody())
  const answer = await client.fetch(`${url}/LoadAmazonBalance`, { method: 'POST', body })
  assert.equal(answer.status, 200)
  assert.equal((await lines(url, 'ledger')).length, 1)
})

test('@smithy/signature-v4, the signer of the AWS SDK, loads money', async t => {
  const { url, port } = await emulatorFor(t)
  const signer = new SignatureV4({
    credentials: KEY,
    region: 'us-east-1',
    service: 'AGCODService',
    sha256: Sha256,
  })
  const body = JSON.stringify(loadBody())
  const headers = {
    host: `localhost:${port}`,
    'content-type': 'application/json',
    accept: 'application/json',
  }
  const unsigned = {
    method: 'POST',
    protocol: 'http:',
    hostname: 'localhost',
    port,
    path: '/LoadAmazonBalance',
  }
  const { headers: signed } = await signer.sign({ ...unsigned, query: {}, headers, body })
  const { status, text } = await send(`${url}/LoadAmazonBalance`, { method: 'POST', body, headers: signed })
  assert.equal(status, 200, text)
  assert.equal((await lines(url, 'ledger')).length, 1)
})

test('npm amazon-incentives-api creates and cancels a card and asks for the funds over TLS', async t => {
  const { front, url } = await behindTls(t)
  const endpoint = new IncentivesAPI.Endpoint(new URL(front.url).host, 'us-east-1')
  const client = new IncentivesAPI({ partnerId: 'Emul1', ...KEY, endpoint })
  const creationRequestId = 'Emul1SANTA'
  const card = await client.createGiftCard({ creationRequestId, amount: 12.5, currencyCode: 'USD' })
  assert.match(card.gcClaimCode, /^[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4}$/)
  assert.deepEqual(card.cardInfo.value, { amount: 12.5, currencyCode: 'USD' })
  assert.equal((await client.getAvailableFunds()).availableFunds.amount, 999_987.5)
  assert.equal((await client.cancelGiftCard(creationRequestId)).status, 'SUCCESS')
  const refused = client.createGiftCard({ creationRequestId: 'F3003', amount: 12.5, currencyCode: 'USD' })
  await assert.rejects(
    refused,
    error => (error as AxiosError).response.data.errorType === 'InsufficientFunds',
  )
  assert.deepEqual(
    (await lines(url, 'calls')).map(({ answer }) => answer),
    ['SUCCESS', 'SUCCESS', 'SUCCESS', 'F300 InsufficientFunds'],
  )
})

interface AxiosError {
  readonly response: { readonly data: { readonly errorType: string } }
}

interface Agcod {
  createGiftCard(region: 'NA', amount: number, currency: string, done: Done): { sequentialId: string }
  createGiftCardAgain(region: 'NA', amount: number, currency: string, id: string, done: Done): void
  cancelGiftCard(region: 'NA', sequentialId: string, gcId: string, done: Done): void
}

type Done = (error: unknown, result?: AgcodCard) => void

interface AgcodCard {
  readonly gcId: string
  readonly gcClaimCode: string
  readonly status: string
  readonly cardInfo: { readonly value: { readonly amount: number } }
}

test('npm agcod walks its own certification script over TLS', async t => {
  const { front, url } = await behindTls(t)
  const Client = createRequire(import.meta.url)('agcod') as new (config: object) => Agcod
  const endpoint = { NA: { host: new URL(front.url).host, region: 'us-east-1' } }
  const client = new Client({ partnerId: 'Emul1', credentials: KEY, endpoint })
  let id = ''
  const create = (amount: number) =>
    settled(done => {
      id = client.createGiftCard('NA', amount, 'USD', done).sequentialId
    })
  const card = await create(1000)
  assert.deepEqual([card.status, card.cardInfo.value.amount], ['SUCCESS', 1000])
  const again = await settled(done => client.createGiftCardAgain('NA', 1000, 'USD', id, done))
  assert.equal(again.gcClaimCode, card.gcClaimCode)
  const cancelled = await settled(done => client.cancelGiftCard('NA', id, card.gcId, done))
  assert.equal(cancelled.status, 'SUCCESS')
  assert.equal((await create(0.01)).status, 'SUCCESS')
  assert.equal((await create(2000)).status, 'SUCCESS')
  await assert.rejects(create(2000.01), { statusCode: 400, errorType: 'OperationNotPermitted' })
  assert.deepEqual(
    (await lines(url, 'calls')).map(({ host, applied }) => [host, applied]),
    [true, false, true, true, true, false].map(applied => [new URL(front.url).host, applied]),
  )
})

function settled(call: (done: Done) => void): Promise<AgcodCard> {
  return new Promise((resolve, reject) => {
    call((error, result) => (result ? resolve(result) : reject(error)))
  })
}

/** Both clients use Node's own agent, which here trusts the front's authority. */
async function behindTls(t: TestContext): Promise<{ front: TlsFront; url: string }> {
  const closing = closers(t)
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
  closing(() => emulator.close())
  const front = await startTlsFront(emulator.port)
  closing(() => front.close())
  globalAgent.options.ca = front.ca
  closing(async () => {
    delete globalAgent.options.ca
    globalAgent.destroy()
  })
  return { front, url: emulator.url }
}
