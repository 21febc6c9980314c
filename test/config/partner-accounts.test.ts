/** Several partner accounts from one file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import {
  accountVariables,
  configOf,
  installationVariables,
  oneAccount,
  problemsOf,
  refusal,
  withFile,
} from './environment.ts'

test('each entry of the file is an account with its own marketplace and credentials', () => {
  const { config } = withFile('production', [
    { NAME: 'us', PARTNER_ID: 'Acme1' },
    { NAME: 'de', MARKETPLACE: 'DE', PARTNER_ID: 'Acme2', LWA_CLIENT_SECRET: 'another-secret-of-acme' },
    { NAME: 'jp', MARKETPLACE: 'JP', PARTNER_ID: 'Acme3' },
  ])
  const { accounts } = config()
  assert.deepEqual(
    accounts.map(({ name, currency, partnerId, incentives }) => [
      name,
      currency,
      partnerId,
      incentives.region,
    ]),
    [
      ['us', 'USD', 'Acme1', 'us-east-1'],
      ['de', 'EUR', 'Acme2', 'eu-west-1'],
      ['jp', 'JPY', 'Acme3', 'us-west-2'],
    ],
  )
  assert.deepEqual(
    accounts.map(({ login }) => login.clientSecret === 'another-secret-of-acme'),
    [false, true, false],
  )
})

test('the plain variables of the environment do not leak into the entries of a file', () => {
  const read = () => JSON.stringify([{ NAME: 'us' }])
  const report = problemsOf(
    { AMAZON_ENV: 'production', ...installationVariables, ...accountVariables, PARTNER_ACCOUNTS_FILE: 'f' },
    read,
  )
  assert.match(report, /PARTNER_ID \(partner account "us"\): is not set/)
})

test('a name that appears twice is refused, the default name included', () => {
  assert.match(
    withFile('production', [{ NAME: 'us' }, { NAME: 'us' }]).problems(),
    /PARTNER_ACCOUNTS_FILE: .*"us".*twice/,
  )
  assert.match(withFile('production', [{}, {}]).problems(), /PARTNER_ACCOUNTS_FILE: .*"default".*twice/)
})

test('one account of Amazon has one name, outside the emulator: two would take its pace and funds twice', () => {
  const shared = [{ NAME: 'us' }, { NAME: 'also-us' }]
  for (const amazonEnv of ['sandbox', 'production'] as const)
    assert.match(
      withFile(amazonEnv, shared).problems(),
      /PARTNER_ACCOUNTS_FILE: "also-us" has the PARTNER_ID and MARKETPLACE of "us"/,
    )
  const emulated = { AMAZON_ENV: 'emulator', PARTNER_ACCOUNTS_FILE: 'f' }
  assert.equal(configOf(emulated, () => JSON.stringify(shared)).accounts.length, 2)
})

test('a duplicate is told beside the other problems of the same accounts', () => {
  const report = withFile('production', [{ NAME: 'us', MARKETPLACE: 'Atlantis' }, { NAME: 'us' }]).problems()
  assert.match(report, /MARKETPLACE \(partner account "us"\)/)
  assert.match(report, /twice/)
})

for (const name of ['US', 'a b', '../x', 'a/b', '-a', 'ä', 'x'.repeat(32)]) {
  test(`the name ${JSON.stringify(name)} is refused, because it is part of the return URL`, () => {
    assert.match(withFile('production', [{ NAME: name }]).problems(), /NAME/)
  })
}

for (const content of ['', '{', 'null', '{}', '[]', '["us"]', '[[]]', '[null]', '42', '[{"NAME":"us"}']) {
  test(`the file ${JSON.stringify(content)} is refused by its variable's name`, () => {
    const report = withFile('production', content).problems()
    assert.match(report, /^ {2}PARTNER_ACCOUNTS_FILE/m)
  })
}

test('a file that cannot be read is refused', () => {
  const read = () => {
    throw new Error('ENOENT')
  }
  assert.match(
    problemsOf({ PARTNER_ACCOUNTS_FILE: '/none' }, read),
    /PARTNER_ACCOUNTS_FILE: the file cannot be read/,
  )
})

for (const value of [null, true, {}, ['Acme1']]) {
  test(`a partner id of ${JSON.stringify(value)} is not made into text`, () => {
    assert.match(
      withFile('production', [{ PARTNER_ID: value }]).problems(),
      /PARTNER_ID|PARTNER_ACCOUNTS_FILE/,
    )
  })
}

test('the file may write an account type as a JSON number, or as the same text as the variable', () => {
  const typeIn = (value: unknown) =>
    oneAccount(withFile('production', [{ ACCOUNT_TYPE: value }]).config()).incentives.accountType
  assert.equal(typeIn(2), 2)
  assert.equal(typeIn('"2"'), '2')
})

test('the guards name the account that breaks them', () => {
  const leftover = [
    { NAME: 'us' },
    { NAME: 'de', MARKETPLACE: 'DE', LWA_CLIENT_SECRET: 'emulator-client-secret' },
  ]
  assert.match(withFile('production', leftover).problems(), /\(partner account "de"\): holds the emulator/)
  assert.match(
    withFile('emulator', [{ NAME: 'us' }]).problems(),
    /\(partner account "us"\): holds a real credential/,
  )
})

test('a report about the file holds none of its secrets, broken JSON included', () => {
  const broken = `[{"LWA_CLIENT_SECRET":"${accountVariables.LWA_CLIENT_SECRET}"`
  const contents = [broken, [{ MARKETPLACE: 'Atlantis' }, { NAME: 'B' }]] as const
  for (const content of contents) {
    const error = refusal(() => withFile('production', content).config())
    const text = inspect(error, { depth: null })
    assert.ok(
      !text.includes(accountVariables.LWA_CLIENT_SECRET) &&
        !text.includes(accountVariables.INCENTIVES_SECRET_ACCESS_KEY),
    )
  }
})

test('two accounts of the emulator need only their names', () => {
  const read = () => JSON.stringify([{ NAME: 'one' }, { NAME: 'two', MARKETPLACE: 'JP' }])
  const { accounts } = configOf({ PARTNER_ACCOUNTS_FILE: 'f' }, read)
  assert.deepEqual(
    accounts.map(({ name, currency, incentives }) => [name, currency, incentives.host]),
    [
      ['one', 'USD', 'emulator'],
      ['two', 'JPY', 'emulator'],
    ],
  )
})
