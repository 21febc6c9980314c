/** `testplan --discover`: says what it will ask, asks Amazon's sandbox, writes the record, names settings to change. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { intentions, isComplete, learn, settingsToChange } from '../testplan/discovery/discovery.ts'
import type { AmazonRecord } from '../testplan/discovery/record.ts'
import type { Input } from './command.ts'
import { prepareOutDir } from './out-dir.ts'
import { note, printJson } from './print.ts'
import { type StageTerms, withStage } from './testplan-stage.ts'

/**
 * Refuses anywhere but in the sandbox: the emulator's answers are no discovery, and production is no place to try.
 * False when a question was not answered or not asked.
 */
export async function discover(input: Input, env: Env, terms: StageTerms): Promise<boolean> {
  if (env.AMAZON_ENV !== 'sandbox') {
    throw new DomainError('conflict', 'discover: only where AMAZON_ENV is sandbox')
  }
  const dir = input.text('out') ?? '.'
  prepareOutDir(dir, [fileName])
  return await withStage(env, terms, async ({ stage }) => {
    for (const intention of intentions(stage)) note(`* ${intention}`)
    const record = await learn(stage, text => note(`  ${text}`), terms.stopped)
    if (input.has('json')) printJson(record)
    tellGaps(record)
    keep(record, join(dir, fileName))
    const lines = settingsToChange(stage.account, record)
    if (lines.length > 0) note(`Settings to change:\n${lines.join('\n')}`)
    else if (isComplete(record)) note('The settings agree with what was seen.')
    return isComplete(record)
  })
}

const fileName = 'amazon-record.json'

function tellGaps({ ended, unanswered, notAsked }: AmazonRecord): void {
  if (ended !== null) note(`\nDiscovery ended early: ${ended}.`)
  for (const each of unanswered) note(`Not answered: ${each}.`)
  if (notAsked.length > 0) note(`Not asked: ${notAsked.join('; ')}.`)
}

/** A run that learned nothing does not write over what an earlier one learned. */
function keep(record: AmazonRecord, file: string): void {
  const empty = Object.keys({ ...record.world, ...record.answers }).length === 0
  if (empty && existsSync(file)) return note(`\nNothing was learned; ${file} stays as it was.`)
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  note(`\nWritten to ${file}; EMULATOR_RECORD=${file} lets the emulator answer like this.`)
}
