/** Login with Amazon when its server lies, breaks or hangs: nobody is let in, and nothing secret comes out. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { SignInResult } from '../../src/amazon/login.ts'
import { setFaults } from '../helpers/service.ts'
import { jane } from './account.ts'
import { started, troubleOf } from './sign-in.ts'

test('a token for the client of somebody else is not trusted', async t => {
  const { press, finish, emulator } = await started(t)
  await setFaults({ emulator }, [{ fault: 'foreign-aud', operation: 'tokeninfo' }])
  assert.deepEqual(await finish(await press({ account: 'jane' })), {
    ok: false,
    trouble: 'untrusted',
    reason: 'aud',
  })
})

type Fault = { fault: string; operation: string }
const untrusted: readonly Fault[] = [
  { fault: 'foreign-iss', operation: 'tokeninfo' },
  { fault: 'expired', operation: 'tokeninfo' },
  { fault: 'other-user', operation: 'tokeninfo' },
  { fault: 'other-user', operation: 'profile' },
  { fault: 'no-user-id', operation: 'tokeninfo' },
  { fault: 'no-user-id', operation: 'profile' },
]
const operations = ['token', 'tokeninfo', 'profile']
const broken = ['html-200', 'html-503', 'redirect', 'truncated-json', 'huge-body', 'cut', 'apply-then-cut']
const endless = ['delay', 'apply-then-never-answer', 'one-byte-per-second']

for (const fault of untrusted) {
  test(`${fault.fault} in ${fault.operation} is not trusted`, async t => {
    assert.equal(troubleOf(await signInWith(t, fault)), 'untrusted')
  })
}

for (const [fault, trouble] of [
  ['invalid-grant', 'rejected'],
  ['invalid-client', 'rejected'],
] as const) {
  test(`${fault} from the token endpoint is ${trouble}`, async t => {
    const result = await signInWith(t, { fault, operation: 'token' })
    assert.deepEqual(result, { ok: false, trouble, reason: fault.replace('-', '_') })
  })
}

for (const operation of operations) {
  for (const fault of broken) {
    test(`${fault} of ${operation} is "unavailable", never a sign-in`, async t => {
      assert.equal(troubleOf(await signInWith(t, { fault, operation })), 'unavailable')
    })
  }

  for (const fault of endless) {
    test(`${fault} of ${operation} ends at the deadline as a time-out`, async t => {
      const began = performance.now()
      const result = await signInWith(t, { fault, operation }, 300)
      assert.ok(performance.now() - began < 1_500)
      assert.deepEqual(result, { ok: false, trouble: 'unavailable', reason: 'timeout' })
    })
  }

  test(`members nobody knows in ${operation} do no harm`, async t => {
    assert.equal((await signInWith(t, { fault: 'extra-fields', operation })).ok, true)
  })
}

test('the deadline bounds code exchange, tokeninfo and profile together', async t => {
  const { press, finish, emulator } = await started(t, {}, 600)
  await setFaults(
    { emulator },
    operations.map(operation => ({ fault: 'delay', operation, seconds: 0.4 })),
  )
  const callback = await press({ account: 'jane' })
  const began = performance.now()
  assert.equal(troubleOf(await finish(callback)), 'unavailable')
  assert.ok(performance.now() - began < 1_100)
})

test('an Amazon that is not there is "unavailable"', async t => {
  const { press, finish, emulator } = await started(t)
  const callback = await press({ account: 'jane' })
  await emulator.close()
  assert.equal(troubleOf(await finish(callback)), 'unavailable')
})

test('no result and no error holds token, code, secret, state or verifier', async t => {
  const faults = [
    ...operations.flatMap(operation => broken.map(fault => ({ fault, operation }))),
    ...untrusted,
    { fault: 'invalid-client', operation: 'token' },
  ]
  for (const fault of faults) {
    const { press, finish, emulator, client, state, verifier } = await started(t)
    await setFaults({ emulator }, [fault])
    const callback = await press({ account: 'jane' })
    const code = callback.searchParams.get('code') ?? ''
    const text = inspect(await finish(callback).catch((error: unknown) => error), {
      depth: null,
      showHidden: true,
    })
    for (const secret of [code, client.clientSecret, state, verifier, 'Atza|', 'Atzr|', jane]) {
      assert.ok(!text.includes(secret), `${JSON.stringify(fault)}: ${text}`)
    }
  }
})

async function signInWith(t: TestContext, fault: Fault, deadlineMs = 2_000): Promise<SignInResult> {
  const { signInAs, emulator } = await started(t, {}, deadlineMs)
  await setFaults({ emulator }, [fault])
  return await signInAs('jane')
}
