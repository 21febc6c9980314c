/** Plays one scenario in the checkout that it lies in: node scenario.ts NAME DIRECTORY, with TEST_DATABASE_URL. */
import { test } from 'node:test'
import { scenarios } from './scenarios.ts'
import { play } from './stage.ts'

const [name = '', dir = ''] = process.argv.slice(2)
const scenario = scenarios[name]
if (!scenario || !dir)
  throw new Error(`there is no scenario "${name}"; known: ${Object.keys(scenarios).join(', ')}`)
test(name, t => play(t, scenario, dir))
