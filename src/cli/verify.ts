/** `verify` */
import { readFileSync } from 'node:fs'
import { parseConfig } from '../config/config.ts'
import type { Checkpoint } from '../domain/checkpoint.ts'
import { DomainError } from '../domain/errors.ts'
import { secretsOf } from '../local-secrets.ts'
import { databaseOf } from '../services/export-file.ts'
import { exportedCheckpoint } from '../services/export-row.ts'
import { type Verified, verifyExport } from '../services/verify.ts'
import { readOnlyState } from '../state-file.ts'
import { prepareDataDir } from '../store.ts'
import { type Command, json } from './command.ts'
import { note, printJson } from './print.ts'

export const verifyCommand: Command = {
  path: 'verify',
  text: 'Prove that an export is whole and untampered, without the database',
  argument: 'EXPORT_FILE',
  options: {
    checkpoint: {
      type: 'string',
      value: 'FILE',
      text: 'a checkpoint kept outside the database, as JSON (default: the newest that STATE_FILE remembers of the database)',
    },
    json,
  },
  run: async (input, env) => {
    const config = parseConfig(env, path => readFileSync(path, 'utf8'))
    const { dir } = prepareDataDir(config)
    const databaseId = await databaseOf(input.argument)
    const given = input.text('checkpoint')
    const known = given === undefined ? readOnlyState(config, dir, databaseId) : readCheckpoint(given)
    const { evidenceKey, earlierEvidenceKeys } = secretsOf(config, dir)
    const verified = await verifyExport(input.argument, [evidenceKey, ...earlierEvidenceKeys], known)
    if (input.has('json')) printJson({ ...verified, databaseId, known })
    if (verified.problem !== null) throw new DomainError('conflict', verified.problem)
    if (!input.has('json')) note(story(verified, databaseId, known))
  },
}

function readCheckpoint(file: string): Checkpoint {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8'))
    return exportedCheckpoint.parse(kept.checkpoint ?? kept)
  } catch (cause) {
    throw new DomainError(
      'invalid-input',
      'checkpoint: the file must hold one checkpoint as JSON: a line of the log or a row of an export',
      { cause },
    )
  }
}

function story(
  { deposits, events, checkpoints, newest, uncovered }: Verified,
  databaseId: string | null,
  known: Checkpoint | null,
): string {
  const covered = newest
    ? `covered up to checkpoint ${newest.number} of ${newest.at.toISOString()}; ${uncovered} entries came later`
    : 'no checkpoint covers them yet'
  const outside = known
    ? `checked against checkpoint ${known.number}, which was kept outside the database`
    : 'no checkpoint from outside was given: a database that was rolled back looks whole too'
  const counted = `${deposits} deposits, ${events} entries, ${checkpoints} checkpoints`
  return [counted, covered, outside, ...(databaseId === null ? [uncounted] : []), notProven].join('\n')
}

const uncounted =
  'made by an older release, which does not count the rows: cut among its claim links or its checkpoints it looks whole too'

const notProven =
  'not proven by the log: campaigns, claim links (claimed or not), times, account ids beside their hashes, what was in doubt ' +
  'from its consent on, and the amount of a deposit that only a reconciliation told'
