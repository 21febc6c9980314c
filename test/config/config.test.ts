/** The configuration as a whole: what starts, what is refused and how it is said. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { entry } from '../../src/config/partner-account.ts'
import { settings } from '../../src/config/settings.ts'
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
    portalUrl: null,
    funding: { payment: 'wire', marginDays: 2, matchingId: null, required: false },
    website: 'http://localhost:3001',
    incentives: {
      url: 'http://localhost:3001',
      host: 'emulator',
      region: 'us-east-1',
      accessKeyId: 'AKIDEMULATORACTIVE01',
      secretAccessKey: 'emulator-secret-access-key',
      next: null,
      amountUnit: 'major',
      accountType: 2,
      echo: 'required',
      mockCodeIn: 'request-id',
      notificationDetails: false,
      callsPerSecond: 10,
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

test('a number outside its range is told the range', () => {
  for (const [variable, value, range] of [
    ['CALLS_PER_SECOND', '0', 'number from 0.5 to 10000'],
    ['FUNDS_MARGIN_DAYS', '61', 'whole number of days from 0 to 60'],
    ['RESEND_WINDOW_HOURS', '721', 'number of hours from 1 to 720'],
    ['MAX_REQUESTS_IN_FLIGHT', '1.5', 'whole number from 1 to 10000'],
    ['PORT', '99999', 'port number from 0 to 65535'],
  ] as const)
    assert.match(problemsOf({ [variable]: value }), new RegExp(`^  ${variable}: must be a ${range}\\. `, 'm'))
  assert.match(problemsOf({ RETENTION_DAYS: '36501' }), /RETENTION_DAYS: must be at most 36500 days\./)
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

test('sandbox starts without the three facts of the contract and says what it assumes', () => {
  const config: Config = configOf(without(real('sandbox'), 'AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO'))
  for (const fact of ['AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO']) {
    assert.equal(config.assumptions.filter(line => line.includes(fact)).length, 1, fact)
  }
})

test('.env.example documents every variable of the schemas', () => {
  const documented = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  const variables = [...Object.keys(settings.shape), ...Object.keys(entry.shape), 'PARTNER_ACCOUNTS_FILE']
  assert.ok(variables.length > 30)
  // Only the file names accounts.
  for (const variable of variables.filter(name => name !== 'NAME'))
    assert.match(documented, new RegExp(`^#? ?${variable}=`, 'm'), variable)
})
