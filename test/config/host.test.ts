/** Where Amazon is: hosts, signing regions and currencies of each marketplace and mode. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../src/config/config.ts'
import type { AmazonEnv } from '../../src/domain/marketplace.ts'
import { configOf, noFile, oneAccount, real } from './environment.ts'

test('the emulator keeps its identity whatever port it listens on', () => {
  const hosts = [
    parseConfig({}, noFile, 'http://localhost:4711'),
    parseConfig({ EMULATOR_PORT: '4712' }, noFile),
  ]
  assert.deepEqual(
    hosts.map(config => oneAccount(config).incentives.host),
    ['emulator', 'emulator'],
  )
  assert.deepEqual(
    hosts.map(config => oneAccount(config).incentives.url),
    ['http://localhost:4711', 'http://localhost:4712'],
  )
})

const hosts: ReadonlyArray<readonly [string, string, AmazonEnv, string, string, string]> = [
  ['US', 'USD', 'sandbox', 'agcod-v2-gamma.amazon.com', 'us-east-1', 'api.amazon.com'],
  ['US', 'USD', 'production', 'agcod-v2.amazon.com', 'us-east-1', 'api.amazon.com'],
  ['DE', 'EUR', 'sandbox', 'agcod-v2-eu-gamma.amazon.com', 'eu-west-1', 'api.amazon.co.uk'],
  ['DE', 'EUR', 'production', 'agcod-v2-eu.amazon.com', 'eu-west-1', 'api.amazon.co.uk'],
  ['JP', 'JPY', 'sandbox', 'agcod-v2-fe-gamma.amazon.com', 'us-west-2', 'api.amazon.co.jp'],
  ['JP', 'JPY', 'production', 'agcod-v2-fe.amazon.com', 'us-west-2', 'api.amazon.co.jp'],
]
for (const [marketplace, currency, amazonEnv, host, region, api] of hosts) {
  test(`${marketplace} in ${amazonEnv} is ${host}, signed for ${region}`, () => {
    const account = oneAccount(configOf({ ...real(amazonEnv), MARKETPLACE: marketplace }))
    assert.deepEqual([account.currency, account.amazonEnv], [currency, amazonEnv])
    assert.deepEqual(
      [account.incentives.url, account.incentives.host, account.incentives.region],
      [`https://${host}`, host, region],
    )
    assert.equal(account.login.apiUrl, `https://${api}`)
    assert.match(
      account.login.authorizeUrl,
      /^https:\/\/(www\.amazon|(eu|apac)\.account\.amazon)\.com\/ap\/oa$/,
    )
  })
}

test('every host can be overridden, and the region with it', () => {
  const account = oneAccount(
    configOf({
      ...real('production'),
      INCENTIVES_URL: 'https://agcod.internal.example/',
      INCENTIVES_REGION: 'eu-central-1',
      LWA_AUTHORIZE_URL: 'https://login.example/ap/oa',
      LWA_API_URL: 'https://api.example/',
      LWA_ISSUER: 'https://issuer.example',
      AMAZON_WEBSITE_URL: 'https://shop.example',
    }),
  )
  const { incentives, login, website } = account
  assert.deepEqual(
    [incentives.url, incentives.host, incentives.region],
    ['https://agcod.internal.example', 'agcod.internal.example', 'eu-central-1'],
  )
  assert.deepEqual(
    [login.authorizeUrl, login.apiUrl, login.issuer],
    ['https://login.example/ap/oa', 'https://api.example', 'https://issuer.example'],
  )
  assert.equal(website, 'https://shop.example')
})
