/** `backup` and `restore` */
import { readFileSync } from 'node:fs'
import { createGzip } from 'node:zlib'
import { parseConfig } from '../config/config.ts'
import { backup, restore } from '../services/backup.ts'
import { noteBackup } from '../storage/server-setting.ts'
import { by, type Command, reason, reasonOf } from './command.ts'
import { note, print } from './print.ts'
import { withContext } from './program.ts'
import { writeWhole } from './whole-file.ts'

export const backupCommand: Command = {
  path: 'backup',
  text: 'Write everything that is kept into a file to restore from, while the service goes on',
  options: { out: { type: 'string', value: 'FILE', text: 'where to, compressed', required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      const file = input.text('out') ?? ''
      const rows = await writeWhole('out', file, write =>
        backup(context, parts => write(parts, createGzip({ level: 1 })), note),
      )
      // Only now is it whole under its name; the launch checklist asks when the last one was.
      await noteBackup(context.database)
      print(`${file}: ${rows} rows`)
    }),
}

export const restoreCommand: Command = {
  path: 'restore',
  text: 'After the loss of the database: bring a backup into a new one, all of it or nothing',
  argument: 'BACKUP_FILE',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      const { earlierEvidenceKeys } = parseConfig(env, path => readFileSync(path, 'utf8'))
      const parts = { ...context, earlierEvidenceKeys }
      const { madeAt, checkpoint } = await restore(parts, input.argument, reasonOf(input), note)
      print(`As of ${madeAt}, ${checkpoint === null ? 'before any checkpoint' : `checkpoint ${checkpoint}`}`)
      note(
        'Every partner account is on hold: nothing is claimed or sent. What was sent since then only Amazon knows: run "reconcile --close"; then "account release NAME --by NAME --reason TEXT". Everybody who was signed in signs in again.',
      )
    }),
}
