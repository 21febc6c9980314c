/** Key pairs and clocks that Amazon does not accept: the account waits for its operator, nobody is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEmulator } from '../../src/emulator/app.ts'
import { accountAt, apiFor, storedLoad } from './account.ts'

const keys = [
  [
    'the active',
    {
      INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORACTIVE01',
      INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
    },
    true,
  ],
  [
    'the spare',
    {
      INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
      INCENTIVES_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
    },
    true,
  ],
  [
    'a mixed',
    {
      INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
      INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
    },
    false,
  ],
] as const
for (const [name, env, good] of keys) {
  test(`a call with ${name} key pair is ${good ? 'deposited' : 'held for its credentials'}`, async t => {
    const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
    t.after(() => emulator.close())
    const account = accountAt(emulator.url, env)
    const answer = await apiFor(t).loadAmazonBalance(account, storedLoad(account))
    assert.deepEqual([answer.outcome, answer.hold], good ? ['deposited', null] : ['ours', 'credentials'])
  })
}

for (const minutes of [-16, 16]) {
  test(`a clock that is ${minutes} minutes off is held for the clock, never refused`, async t => {
    const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
    t.after(() => emulator.close())
    const account = accountAt(emulator.url)
    const answer = await apiFor(t, 2_000, () => new Date(Date.now() + minutes * 60_000)).loadAmazonBalance(
      account,
      storedLoad(account),
    )
    assert.deepEqual([answer.outcome, answer.applied, answer.hold], ['ours', 'no', 'clock'])
  })
}
