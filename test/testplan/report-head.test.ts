/** The head of a report, where the command line puts together what it knows of the run. */
import assert from 'node:assert/strict'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { test } from 'node:test'
import { reportOf } from '../../src/cli/testplan-report.ts'
import { parseConfig } from '../../src/config/config.ts'
import { startStage } from './stage.ts'

test('a run is reported although the user has no name, as in many a container', async t => {
  const { stage } = await startStage(t)
  const named = t.mock.method(os, 'userInfo', () => {
    throw new Error('uv_os_get_passwd returned ENOENT')
  })
  syncBuiltinESMExports()
  const config = parseConfig({}, () => '')
  assert.match(reportOf({ stage, config, played: null }, new Date(), []).by, /^user \d+$/)
  named.mock.restore()
  syncBuiltinESMExports()
})
