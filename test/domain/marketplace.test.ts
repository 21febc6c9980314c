/** The table of marketplaces against Amazon's published groups. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMarketplace, marketplaceCodes, minorDigits, movesMoney } from '../../src/domain/marketplace.ts'

const groups = {
  northAmerica: { region: 'us-east-1', host: 'agcod-v2', login: 'www.amazon.com', api: 'api.amazon.com' },
  europe: {
    region: 'eu-west-1',
    host: 'agcod-v2-eu',
    login: 'eu.account.amazon.com',
    api: 'api.amazon.co.uk',
  },
  farEast: {
    region: 'us-west-2',
    host: 'agcod-v2-fe',
    login: 'apac.account.amazon.com',
    api: 'api.amazon.co.jp',
  },
}

const table = [
  ...[
    ['US', 'US', 'USD'],
    ['CA', 'CA', 'CAD'],
    ['MX', 'MX', 'MXN'],
  ].map(row => [...row, 'northAmerica']),
  ...[
    ['UK', 'GB', 'GBP'],
    ['DE', 'DE', 'EUR'],
    ['FR', 'FR', 'EUR'],
    ['IT', 'IT', 'EUR'],
    ['ES', 'ES', 'EUR'],
    ['NL', 'NL', 'EUR'],
    ['BE', 'BE', 'EUR'],
    ['PL', 'PL', 'PLN'],
    ['SE', 'SE', 'SEK'],
    ['TR', 'TR', 'TRY'],
    ['UAE', 'AE', 'AED'],
    ['SA', 'SA', 'SAR'],
    ['EG', 'EG', 'EGP'],
    ['ZA', 'ZA', 'ZAR'],
  ].map(row => [...row, 'europe']),
  ...[
    ['JP', 'JP', 'JPY'],
    ['AU', 'AU', 'AUD'],
    ['SG', 'SG', 'SGD'],
  ].map(row => [...row, 'farEast']),
] as [string, string, string, keyof typeof groups][]

test('there are twenty marketplaces', () => {
  assert.equal(table.length, 20)
  assert.deepEqual([...marketplaceCodes].sort(), table.map(([code]) => code).sort())
})

for (const [code, country, currency, name] of table) {
  test(`${code} has its currency, hosts and signing region`, () => {
    const { region, host, login, api } = groups[name]
    const marketplace = findMarketplace(code)
    assert.ok(marketplace)
    assert.deepEqual(
      [marketplace.country, marketplace.currency, marketplace.region],
      [country, currency, region],
    )
    assert.deepEqual(marketplace.incentivesUrl, {
      sandbox: `https://${host}-gamma.amazon.com`,
      production: `https://${host}.amazon.com`,
    })
    assert.deepEqual(marketplace.login, { authorizeUrl: `https://${login}/ap/oa`, apiUrl: `https://${api}` })
    assert.match(marketplace.website, /^https:\/\/www\.amazon\.(com|[a-z]{2}|com?\.[a-z]{2})$/)
    assert.equal(new Intl.DisplayNames('en', { type: 'region' }).of(country) === country, false)
    assert.equal(movesMoney(marketplace.incentivesUrl.production), true)
    assert.equal(movesMoney(marketplace.incentivesUrl.sandbox), false)
  })
}

test('no two marketplaces share a website', () => {
  assert.equal(new Set(marketplaceCodes.map(code => findMarketplace(code)?.website)).size, 20)
})

test('a code is found only as it is written in the table', () => {
  for (const code of ['us', '', 'XX', 'GB', '__proto__', 'constructor'])
    assert.equal(findMarketplace(code), undefined)
})

test('money moves only at the exact production hosts', () => {
  const others = [
    'http://localhost:3001',
    'https://agcod-v2-gamma.amazon.com',
    'https://agcod-v2.amazon.com.evil.example',
    'https://evil.example/agcod-v2.amazon.com',
    'https://agcod-v2.amazon.com@evil.example',
  ]
  for (const url of others) assert.equal(movesMoney(url), false, url)
  for (const url of [
    'https://agcod-v2.amazon.com/',
    'https://AGCOD-V2.amazon.com',
    'https://agcod-v2-eu.amazon.com/x',
  ]) {
    assert.equal(movesMoney(url), true, url)
  }
})

test('money moves at a production host written in any way that names it', () => {
  for (const url of ['https://agcod-v2.amazon.com:443', 'http://agcod-v2.amazon.com']) {
    assert.equal(movesMoney(url), true, url)
  }
})

test('the yen alone has no minor unit', () => {
  for (const [, , currency] of table) assert.equal(minorDigits(currency), currency === 'JPY' ? 0 : 2)
  assert.throws(() => minorDigits('XXX'), /bug/)
})
