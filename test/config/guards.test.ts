/** The guards against the expensive mix-up, one by one, and that no report holds a secret. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import {
  accountVariables,
  configOf,
  installationVariables,
  noFile,
  problemsOf,
  real,
  refusal,
  without,
} from './environment.ts'

const loopback = [
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://127.9.8.7:1',
  'http://[::1]:3000',
  'https://localhost',
  'http://app.localhost',
]
const publicUrls = [
  'https://rewards.example',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://0.0.0.0',
  'http://192.168.0.1',
]

for (const url of loopback) {
  test(`the emulator starts at ${url}`, () =>
    assert.equal(configOf({ PUBLIC_URL: url }).amazonEnv, 'emulator'))
}

for (const url of publicUrls) {
  test(`the emulator does not start at ${url} unless it is asked to`, () => {
    assert.match(problemsOf({ PUBLIC_URL: url }), /^ {2}PUBLIC_URL: is public/m)
    assert.match(problemsOf({ PUBLIC_URL: url, EMULATOR_ON_PUBLIC_URL: 'no' }), /^ {2}PUBLIC_URL: is public/m)
    assert.equal(configOf({ PUBLIC_URL: url, EMULATOR_ON_PUBLIC_URL: 'yes' }).publicUrl, url)
  })
}

for (const variable of ['INCENTIVES_SECRET_ACCESS_KEY', 'LWA_CLIENT_SECRET'] as const) {
  const value = accountVariables[variable]
  test(`the emulator does not start beside a real ${variable}`, () => {
    assert.match(problemsOf({ [variable]: value }), /holds a real credential/)
  })

  test(`the emulator does not start beside a real ${variable} even when accounts come from a file`, () => {
    const read = () => JSON.stringify([{ NAME: 'trial' }])
    assert.match(problemsOf({ [variable]: value, PARTNER_ACCOUNTS_FILE: 'f' }, read), /real credential/)
  })

  test(`the emulator does not start with a real ${variable} in the accounts file`, () => {
    const read = () => JSON.stringify([{ NAME: 'trial', [variable]: value }])
    assert.match(problemsOf({ PARTNER_ACCOUNTS_FILE: 'f' }, read), /real credential/)
  })

  test(`a real ${variable} beside the emulator is told beside any other problem of the account`, () => {
    assert.match(problemsOf({ [variable]: value, MARKETPLACE: 'Atlantis' }), /holds a real credential/)
  })
}

test('the emulator starts with its own test values written out, and with the pairs for rehearsing rotations', () => {
  const active = {
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORACTIVE01',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
  }
  const spare = {
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
  }
  const retired = {
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORRETIRED3',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-retired-secret-key',
  }
  for (const pair of [active, spare, retired])
    configOf({ ...pair, LWA_CLIENT_SECRET: 'emulator-client-secret' })
})

const required = [...Object.keys(accountVariables), ...Object.keys(installationVariables)]
for (const variable of required) {
  test(`production does not start without ${variable}`, () => {
    assert.match(
      problemsOf(without(real('production'), variable)),
      new RegExp(`^  ${variable}: is not set`, 'm'),
    )
  })
}

test('a production that lacks everything is told everything at once', () => {
  const report = problemsOf({ AMAZON_ENV: 'production' })
  for (const variable of required) assert.match(report, new RegExp(`^  ${variable}: is not set`, 'm'))
})

const facts = ['AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO']
for (const variable of required.filter(name => !facts.includes(name))) {
  test(`sandbox does not start without ${variable}`, () => {
    assert.match(
      problemsOf(without(real('sandbox'), variable)),
      new RegExp(`^  ${variable}: is not set`, 'm'),
    )
  })
}

test('production wants https, at its front door and at every host it is told', () => {
  for (const variable of [
    'PUBLIC_URL',
    'INCENTIVES_URL',
    'LWA_AUTHORIZE_URL',
    'LWA_API_URL',
    'AMAZON_WEBSITE_URL',
  ]) {
    for (const url of ['http://rewards.example', 'http://localhost:3000']) {
      assert.match(
        problemsOf({ ...real('production'), [variable]: url }),
        new RegExp(`^  ${variable}: is not https`, 'm'),
        variable,
      )
    }
  }
})

test('sandbox allows http on this machine only', () => {
  configOf({ ...real('sandbox'), PUBLIC_URL: 'http://localhost:3000' })
  assert.match(
    problemsOf({ ...real('sandbox'), PUBLIC_URL: 'http://rewards.example' }),
    /PUBLIC_URL: is not https/,
  )
})

for (const extra of ['/sub', '/?a=b', '/#top']) {
  test(`a public URL that ends in ${extra} is refused, because links are made by appending to it`, () => {
    assert.match(
      problemsOf({ ...real('production'), PUBLIC_URL: `https://rewards.example${extra}` }),
      /PUBLIC_URL/,
    )
  })
}

for (const [variable, value] of [
  ['INCENTIVES_SECRET_ACCESS_KEY', 'emulator-secret-access-key'],
  ['INCENTIVES_SECRET_ACCESS_KEY', 'emulator-spare-secret-key'],
  ['INCENTIVES_SECRET_ACCESS_KEY', 'emulator-retired-secret-key'],
  ['LWA_CLIENT_SECRET', 'emulator-client-secret'],
] as const) {
  for (const amazonEnv of ['sandbox', 'production'] as const) {
    test(`${amazonEnv} does not start with the emulator's ${value}`, () => {
      assert.match(problemsOf({ ...real(amazonEnv), [variable]: value }), /well-known test value/)
    })
  }
}

test("the emulator's test values are allowed where the Incentives host is overridden", () => {
  const overridden = {
    INCENTIVES_URL: 'https://emulator.example',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
  }
  configOf({ ...real('production'), ...overridden })
})

test('a mistyped AMAZON_ENV is told as that and never as a hint to remove real credentials', () => {
  const report = problemsOf({ ...real('production'), AMAZON_ENV: 'prod' })
  assert.match(report, /AMAZON_ENV: must be emulator, sandbox or production/)
  assert.doesNotMatch(report, /real credential|is public/)
})

test('a proxy that is no address is told before the start would stumble over it', () => {
  for (const proxy of [
    '10.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/99',
    'fd00::/129',
    'caddy',
    '10.0.0.1/',
  ])
    assert.match(problemsOf({ TRUST_PROXY: proxy }), /TRUST_PROXY: must be addresses, subnets such as/, proxy)
  configOf({ TRUST_PROXY: 'loopback, 10.0.0.0/8, fd00::/64, 192.0.2.7' })
})

test('no report holds a value of the environment, whatever is wrong with it', () => {
  const variables = [
    ...required,
    'DATABASE_URL',
    'SESSION_SECRET_PREVIOUS',
    'LWA_SCOPE',
    'LWA_ISSUER',
    'INCENTIVES_URL',
    'LWA_API_URL',
    'PORT',
  ]
  const planted = Object.fromEntries(variables.map((variable, index) => [variable, `plant${index}`]))
  const short = Object.fromEntries(variables.map((variable, index) => [variable, `pl${index}nt`]))
  for (const env of [
    planted,
    short,
    { ...real('production'), ...planted, INCENTIVES_SECRET_ACCESS_KEY: 'plant9' },
  ]) {
    for (const amazonEnv of ['emulator', 'sandbox', 'production', 'plant']) {
      const error = refusal(() => configOf({ ...env, AMAZON_ENV: amazonEnv }))
      assert.doesNotMatch(inspect(error, { depth: null }), /plant\d|pl\d+nt/)
    }
  }
})

test('a report on complete but forbidden settings holds no secret either', () => {
  const secrets = [
    accountVariables.INCENTIVES_SECRET_ACCESS_KEY,
    accountVariables.LWA_CLIENT_SECRET,
    ...Object.values(installationVariables),
  ]
  const report = inspect(
    refusal(() => configOf({ ...real('emulator') }, noFile)),
    { depth: null },
  )
  for (const secret of secrets) assert.ok(!report.includes(secret))
})
