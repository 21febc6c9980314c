/** The configuration as a whole: what starts, what is refused and how it is said. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Config, parseConfig } from '../../src/config/config.ts'
import type { AmazonEnv } from '../../src/domain/marketplace.ts'
import { configOf, noFile, oneAccount, problemsOf, real, withFile, without } from './environment.ts'

test('with nothing set the emulator works, on this machine only', () => {
  const config = parseConfig({}, noFile)
  assert.equal(config.amazonEnv, 'emulator')
  assert.deepEqual(
    [config.host, config.port, config.emulatorPort, config.publicUrl],
    ['127.0.0.1', 3000, 3001, null],
  )
  assert.equal(config.resendWindowMs, 24 * 3_600_000)
  assert.equal(config.sessionSecrets, null)
  assert.deepEqual(config.assumptions, [])
  const [account, ...others] = config.accounts
  assert.deepEqual(others, [])
  assert.deepEqual(account, {
    name: 'default',
    amazonEnv: 'emulator',
    marketplace: 'US',
    country: 'US',
    currency: 'USD',
    partnerId: 'Emul1',
    website: 'http://localhost:3001',
    incentives: {
      url: 'http://localhost:3001',
      host: 'emulator',
      region: 'us-east-1',
      accessKeyId: 'AKIDEMULATORACTIVE01',
      secretAccessKey: 'emulator-secret-access-key',
      amountUnit: 'major',
      accountType: 2,
      echo: 'required',
    },
    login: {
      clientId: 'amzn1.application-oa2-client.emulator',
      clientSecret: 'emulator-client-secret',
      scope: 'profile:user_id',
      authorizeUrl: 'http://localhost:3001/ap/oa',
      apiUrl: 'http://localhost:3001',
      issuer: 'https://www.amazon.com',
    },
  })
})

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

test('blank values mean that nothing is set', () => {
  const blank = Object.fromEntries(
    ['AMAZON_ENV', 'PORT', 'PUBLIC_URL', 'MARKETPLACE', 'LWA_CLIENT_SECRET', 'LOG_LEVEL'].map(name => [
      name,
      '',
    ]),
  )
  assert.deepEqual(parseConfig({ ...blank, DATA_DIR: '  ', HOST: '\t' }, noFile), parseConfig({}, noFile))
  assert.match(problemsOf({ ...real('production'), AMOUNT_UNIT: ' ' }), /AMOUNT_UNIT: is not set/)
})

test('blank values of the accounts file mean that nothing is set', () => {
  const { config } = withFile('sandbox', [{ LWA_SCOPE: '', AMOUNT_UNIT: ' ', ACCOUNT_TYPE: '' }])
  assert.equal(oneAccount(config()).login.scope, 'profile:user_id')
})

test('all problems are told at once, each with variable, reason and fix', () => {
  const report = problemsOf({
    ...without(real('production'), 'PARTNER_ID', 'SESSION_SECRET'),
    PORT: '99999',
    PUBLIC_URL: 'http://rewards.example',
    DATABASE_URL: 'mysql://localhost/x',
    RESEND_WINDOW_HOURS: 'long',
    MARKETPLACE: 'Atlantis',
    AMOUNT_UNIT: 'cents',
    LOAD_ECHO: 'maybe',
    LWA_SCOPE: 'everything',
    INCENTIVES_URL: 'http://agcod.example',
    EVIDENCE_KEY: 'short',
  })
  const expected = [
    'PORT',
    'PUBLIC_URL',
    'DATABASE_URL',
    'RESEND_WINDOW_HOURS',
    'MARKETPLACE',
    'AMOUNT_UNIT',
    'LOAD_ECHO',
  ]
  for (const variable of [...expected, 'LWA_SCOPE', 'EVIDENCE_KEY', 'PARTNER_ID', 'SESSION_SECRET']) {
    assert.match(report, new RegExp(`^  ${variable}: .+\\. Fix: .+$`, 'm'), variable)
    assert.equal(report.split(`  ${variable}:`).length, 2, `${variable} is told once`)
  }
})

test('a broken account variable hides none of the guards', () => {
  const report = problemsOf({
    ...real('production'),
    MARKETPLACE: 'Atlantis',
    INCENTIVES_URL: 'http://agcod.example',
  })
  assert.match(report, /MARKETPLACE/)
  assert.match(report, /INCENTIVES_URL: is not https/)
})

test('production starts once everything is set, and assumes nothing', () => {
  const config = configOf(real('production'))
  assert.deepEqual(config.assumptions, [])
  assert.equal(config.publicUrl, 'https://rewards.example')
  assert.equal(config.host, '0.0.0.0')
  assert.deepEqual([config.sessionSecrets?.length, config.evidenceKey?.length], [1, 44])
})

test('the previous session secret comes after the present one', () => {
  const secrets = { SESSION_SECRET: 'n'.repeat(32), SESSION_SECRET_PREVIOUS: 'o'.repeat(32) }
  assert.deepEqual(configOf({ ...real('production'), ...secrets }).sessionSecrets, [
    'n'.repeat(32),
    'o'.repeat(32),
  ])
})

test('a trailing slash of the public URL is dropped, so that links have one', () => {
  assert.equal(
    configOf({ ...real('production'), PUBLIC_URL: 'https://rewards.example/' }).publicUrl,
    'https://rewards.example',
  )
})

test('an account type is a number or, in double quotes, a string', () => {
  const typeOf = (text: string) =>
    oneAccount(configOf({ ...real('production'), ACCOUNT_TYPE: text })).incentives.accountType
  assert.equal(typeOf('3'), 3)
  assert.equal(typeOf('"3"'), '3')
  assert.equal(typeOf('"LWA"'), 'LWA')
  for (const text of ['LWA', '2.5', '-1', '"', '""', '1e1']) {
    assert.match(problemsOf({ ...real('production'), ACCOUNT_TYPE: text }), /ACCOUNT_TYPE: must be/, text)
  }
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

test('sandbox starts without the three facts of the contract and says what it assumes', () => {
  const config: Config = configOf(without(real('sandbox'), 'AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO'))
  for (const fact of ['AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO']) {
    assert.equal(config.assumptions.filter(line => line.includes(fact)).length, 1, fact)
  }
})

const example = new URL('../../.env.example', import.meta.url)
test('.env.example documents every variable of the schemas', {
  skip: !existsSync(example) && 'there is no .env.example yet',
}, () => {
  const documented = readFileSync(example, 'utf8')
  for (const variable of schemaVariables())
    assert.match(documented, new RegExp(`^#? ?${variable}=`, 'm'), variable)
})

test('the variables of the schemas are found in the source', () => {
  const variables = schemaVariables()
  for (const variable of ['AMAZON_ENV', 'PARTNER_ID', 'ACCOUNT_TYPE', 'PARTNER_ACCOUNTS_FILE'])
    assert.ok(variables.includes(variable), variable)
})

function schemaVariables(): string[] {
  const sources = ['config', 'partner-accounts'].map(name =>
    readFileSync(new URL(`../../src/config/${name}.ts`, import.meta.url), 'utf8'),
  )
  const keys = [
    ...sources.join('\n').matchAll(/^ {2}([A-Z][A-Z_]+): (?:z\.|url|port|secret|accountTypeText)/gm),
  ].map(match => match[1] ?? '')
  return [...new Set([...keys.filter(key => key !== 'NAME'), 'PARTNER_ACCOUNTS_FILE'])]
}
