/** `testplan --discover`: says what it will ask, asks Amazon's sandbox, writes the record, names settings to change. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { intentions, learn, settingsToChange } from '../testplan/discovery/discovery.ts'
import type { Input } from './command.ts'
import { note, printJson } from './print.ts'
import { type StageTerms, withStage } from './testplan-stage.ts'

/** Refuses anywhere but in the sandbox: the emulator's answers are no discovery, and production is no place to try. */
export async function discover(input: Input, env: Env, terms: StageTerms): Promise<void> {
  if (env.AMAZON_ENV !== 'sandbox') {
    throw new DomainError('conflict', 'discover: only where AMAZON_ENV is sandbox')
  }
  const dir = input.text('out') ?? '.'
  await withStage(env, terms, async ({ stage }) => {
    for (const intention of intentions(stage)) note(`* ${intention}`)
    const record = await learn(stage, text => note(`  ${text}`))
    mkdirSync(dir, { recursive: true })
    const file = join(dir, 'amazon-record.json')
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
    if (input.has('json')) printJson(record)
    note(`\nWritten to ${file}; EMULATOR_RECORD=${file} lets the emulator answer like this.`)
    const lines = settingsToChange(stage.account, record)
    note(
      lines.length > 0
        ? `Settings to change:\n${lines.join('\n')}`
        : 'The settings agree with what was seen.',
    )
  })
}
