/** A rotation on the command line: each step by its command, and each out of order refused in clear words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownKeys } from '../../src/domain/key-list.ts'
import { createCli, startCli } from '../helpers/cli.ts'
import { switchKey } from '../helpers/keys.ts'

test('a rotation is walked on the command line', async t => {
  const { service, variables } = await startCli(t)
  const cli = createCli({
    ...variables,
    EMULATOR_PORT: new URL(service.emulator.url).port,
    INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
    INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
  })
  const switchOver = ['keys', 'switch', 'default', '--by', 'Ann'] as const
  assert.match(await cli.failure(...switchOver), /^key: RE02 is not proven; "keys prove" asks Amazon with it/)
  assert.equal(await cli.output('keys', 'prove', 'default'), 'Amazon accepts …RE02\n')
  assert.equal(await cli.output(...switchOver), '…RE02 signs from now on\n')
  assert.equal(
    await cli.output('keys', 'note', 'default', '--created', '2026-01-31'),
    '…RE02 was made on 2026-01-31\n',
  )
  await switchKey(service, 'AKIDEMULATORACTIVE01', false)
  assert.match(await cli.failure('keys', 'prove', 'default', '--key', 've01'), /^key: Amazon refuses …VE01/)
  const [shown] = await cli.json<ShownKeys[]>('keys', 'list')
  const keys = shown?.keys.map(({ lastFour, chosen, createdAt }) => [lastFour, chosen, createdAt])
  assert.deepEqual(keys, [
    ['RE02', true, '2026-01-31T00:00:00.000Z'],
    ['VE01', false, null],
  ])
  const text = await cli.output('keys', 'list')
  assert.match(text, /^default +…RE02 +yes +\d+ days +2026-07-30 +Amazon accepts it +0 of 0$/m)
  assert.match(text, /^default +…VE01 +no +first seen today .+ Amazon refuses it/m)
  assert.match(text, /Rotation of default\n {2}\[x\] Make a second key\n {2}\[>\] Give it to every process\n/)
})
