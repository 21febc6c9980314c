/** `doctor` as a program: on a machine with nothing set, and where something mandatory failed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCli } from '../helpers/cli.ts'
import { dataDir } from '../helpers/program.ts'

type Listed = { accounts: { steps: { id: string; state: string }[] }[] }

test('beside the emulator nothing failed, what is of production does not apply, and it ends with 0', async t => {
  const cli = createCli({ DATA_DIR: dataDir(t), EMULATOR_PORT: '0' })
  const { accounts } = await cli.json<Listed>('doctor')
  const states = new Map(accounts[0]?.steps.map(({ id, state }) => [id, state]))
  const passed = [...states].filter(([, state]) => state === 'passed').map(([id]) => id)
  assert.deepEqual(passed, ['configuration', 'database-durable', 'clock', 'signed-call'])
  assert.deepEqual(new Set(states.values()), new Set(['passed', 'not-applicable']))
})

test('where a mandatory step failed it says how to mend it and ends with 1', async t => {
  const cli = createCli({ AMAZON_ENV: 'production', DATA_DIR: dataDir(t) })
  const { exit, stdout, stderr } = await cli('doctor')
  assert.deepEqual([exit, stderr], [1, ''])
  assert.match(
    stdout,
    /\[failed\] +Configuration \(configuration\): EVIDENCE_KEY: is not set\.\n +To do: set what/,
  )
})
