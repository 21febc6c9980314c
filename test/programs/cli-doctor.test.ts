/** `doctor` as a program: on a machine with nothing set, and where something mandatory failed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindTls } from '../helpers/behind-tls.ts'
import { createCli } from '../helpers/cli.ts'
import { createTestDatabase } from '../helpers/database.ts'
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
    /\[failed\] +Configuration \(configuration\): [A-Z_]+: is not set\.\n +Every variable that is needed is set\. Who: an operator\.\n +To do: set/,
  )
  assert.match(stdout, /EVIDENCE_KEY: is not set\.\n +To do: set what/)
})

test('a step that people do tells what it is, who does it, how long it takes and the command with its options', async t => {
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  const amazon = { url: 'https://localhost:1', caFile: '' }
  const cli = createCli({
    ...behindTls(amazon, url),
    PUBLIC_URL: 'http://localhost:1',
    AMAZON_ENV: 'sandbox',
  })
  const { stdout } = await cli('doctor')
  assert.match(
    stdout,
    /\[open\] +Partner id \(partner-id, optional\): .*\n +The id of your contract; .* Who: Amazon, .*, about 2 business days\.\n +To do: .*“launch done partner-id --by NAME --note TEXT”/,
  )
  const { accounts } = JSON.parse((await cli('doctor', '--json')).stdout) as Listed
  const step = accounts[0]?.steps.find(({ id }) => id === 'partner-id')
  assert.partialDeepStrictEqual(step, { who: 'Amazon, by your account manager', businessDays: 2 })
})
