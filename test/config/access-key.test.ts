/** Two pairs of access keys, from variables or from a file; half a pair and a mix-up are refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/config/problem.ts'
import { configOf, noFile, oneAccount, problemsOf, real, without } from './environment.ts'

const ids = ['INCENTIVES_ACCESS_KEY_ID', 'INCENTIVES_SECRET_ACCESS_KEY'] as const
const nextPair = {
  INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIAREALREALREAL0002',
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'real-secret-access-key-of-acme-0002',
}
const pair = (number: number) => ({
  accessKeyId: `AKIAREALREALREAL000${number}`,
  secretAccessKey: `real-secret-access-key-of-acme-000${number}`,
})
const fileEnv = { ...without(real('production'), ...ids), INCENTIVES_KEYS_FILE: '/run/keys.json' }
const holding = (content: unknown) => (path: string) =>
  path === '/run/keys.json' ? (typeof content === 'string' ? content : JSON.stringify(content)) : noFile(path)

test('a second pair is read, from variables and from a file alike', () => {
  const fromVariables = oneAccount(configOf({ ...real('production'), ...nextPair })).incentives
  const fromFile = oneAccount(configOf(fileEnv, holding({ active: pair(1), next: pair(2) }))).incentives
  assert.deepEqual(fromFile, fromVariables)
  assert.deepEqual(fromFile.next, pair(2))
  assert.equal(oneAccount(configOf(fileEnv, holding({ active: pair(1), next: null }))).incentives.next, null)
})

const wrong: ReadonlyArray<readonly [string, Record<string, string>, RegExp]> = [
  [
    'a next id alone',
    { INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIAREALREALREAL0002' },
    /NEXT_SECRET_ACCESS_KEY: is not set, although/,
  ],
  [
    'a next secret alone',
    { INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'a-secret-access-key' },
    /NEXT_ACCESS_KEY_ID: is not set, although/,
  ],
  [
    'the active key as the next',
    { ...nextPair, INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIAREALREALREAL0001' },
    /NEXT_ACCESS_KEY_ID: is the active key itself/,
  ],
  [
    'a test key as the next',
    { ...nextPair, INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02' },
    /NEXT_ACCESS_KEY_ID: holds the emulator's well-known test value/,
  ],
  [
    'a file beside variables',
    { INCENTIVES_KEYS_FILE: '/run/keys.json' },
    /INCENTIVES_ACCESS_KEY_ID: is set beside INCENTIVES_KEYS_FILE/,
  ],
]
for (const [name, change, report] of wrong) {
  test(`${name} is refused`, () => {
    const text = problemsOf({ ...real('production'), ...change }, holding({ active: pair(1) }))
    assert.match(text, report)
    assert.doesNotMatch(text, /REAL0002|a-secret/)
  })
}

test('a real key beside the emulator is refused, as the next one and in a file', () => {
  assert.match(
    problemsOf({ AMAZON_ENV: 'emulator', ...nextPair }),
    /INCENTIVES_NEXT_SECRET_ACCESS_KEY: holds a real/,
  )
  const env = { AMAZON_ENV: 'emulator', INCENTIVES_KEYS_FILE: '/run/keys.json' }
  assert.match(problemsOf(env, holding({ active: pair(1) })), /INCENTIVES_SECRET_ACCESS_KEY: holds a real/)
})

const unreadable: ReadonlyArray<readonly [unknown, RegExp]> = [
  ['', /cannot be read as JSON/],
  ['{', /cannot be read as JSON/],
  ['[]', /holds no JSON object/],
  ['{}', /lacks "active"/],
  [{ active: { accessKeyId: 'AKIAREALREALREAL0001' } }, /lacks "active\.secretAccessKey"/],
  [{ active: pair(1), next: { accessKeyId: 'AKIAREALREALREAL0002' } }, /lacks "next\.secretAccessKey"/],
  [{ active: pair(1), REALREAL: pair(2) }, /holds a member that is none of/],
]
for (const [content, reason] of unreadable) {
  test(`of the keys file ${JSON.stringify(content).slice(0, 60)} its variable alone is told, and what is wrong`, () => {
    const problems = problemsOf(fileEnv, holding(content))
    assert.match(problems, /^[^\n]*\n {2}INCENTIVES_KEYS_FILE: its file [^\n]*$/)
    assert.match(problems, reason)
    assert.doesNotMatch(problems, /REALREAL/)
  })
}

test('a file of keys is read again with every check of the first time', () => {
  const file: { content: object } = { content: { active: pair(1) } }
  const [source] = configOf(fileEnv, path => holding(file.content)(path)).keySources
  assert.equal(source?.account, 'default')
  file.content = { active: pair(2), next: pair(1) }
  assert.deepEqual(source?.read(), file.content)
  for (const bad of [
    { active: pair(1), next: pair(1) },
    { active: { ...pair(1), accessKeyId: 'AKI' } },
    {},
  ]) {
    file.content = bad
    assert.throws(() => source?.read(), ConfigError)
  }
})

test('each account of a file of accounts has a file of keys of its own', () => {
  const [id, secret] = ids
  const accounts = [
    { NAME: 'us', PARTNER_ID: 'Acme1', INCENTIVES_KEYS_FILE: '/run/us.json' },
    {
      NAME: 'de',
      PARTNER_ID: 'Acme2',
      MARKETPLACE: 'DE',
      [id]: pair(3).accessKeyId,
      [secret]: pair(3).secretAccessKey,
    },
  ].map(account => ({ ...without(real('production'), ...ids, 'AMAZON_ENV'), ...account }))
  const read = (path: string) => JSON.stringify(path === '/run/us.json' ? { active: pair(1) } : accounts)
  const env = { ...without(real('production'), ...ids), PARTNER_ACCOUNTS_FILE: '/etc/accounts.json' }
  const config = configOf(env, read)
  assert.deepEqual(
    config.accounts.map(({ incentives }) => incentives.accessKeyId),
    [pair(1).accessKeyId, pair(3).accessKeyId],
  )
  assert.deepEqual(
    config.keySources.map(({ account }) => account),
    ['us'],
  )
})
