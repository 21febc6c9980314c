/** `backup` and `restore` */
import { createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { parseConfig } from '../config/config.ts'
import { DomainError } from '../domain/errors.ts'
import { backup, restore } from '../services/backup.ts'
import type { Context } from '../services/context.ts'
import { noteBackup } from '../storage/server-setting.ts'
import { by, type Command, reason, reasonOf } from './command.ts'
import { note, print } from './print.ts'
import { withContext } from './program.ts'
import { terminal } from './terminal.ts'
import { writeWhole } from './whole-file.ts'

export const backupCommand: Command = {
  path: 'backup',
  text: 'Write everything that is kept into a file to restore from, while the service goes on',
  options: {
    out: {
      type: 'string',
      value: 'FILE',
      text: 'where to, compressed; - is standard output',
      required: true,
    },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const file = input.text('out') ?? ''
      const rows = file === '-' ? await intoPipe(context) : await intoFile(context, file)
      // Only now is it whole under its name; the launch checklist asks when the last one was.
      await noteBackup(context.database)
      if (file !== '-') print(`${file}: ${rows} rows`)
    }),
}

/** Table by table for whoever watches; a job that runs every hour has nothing to say. */
function told(table: string): void {
  if (terminal().stderr.isTTY) note(table)
}

const compressed = () => createGzip({ level: 1 })

async function intoFile(context: Context, file: string): Promise<number> {
  return await writeWhole('out', file, write => backup(context, parts => write(parts, compressed()), told))
}

/** To another machine, or out of a container. Throws `invalid-input` where a person would see the bytes. */
async function intoPipe(context: Context): Promise<number> {
  const { stdout } = terminal()
  if (stdout.isTTY)
    throw new DomainError('invalid-input', '--out: - is for a pipe or a file, not for a terminal')
  return await backup(context, parts => pipeline(parts, compressed(), stdout), told)
}

export const restoreCommand: Command = {
  path: 'restore',
  text: 'After the loss of the database: bring a backup into a new one, all of it or nothing; - is standard input',
  argument: 'BACKUP_FILE',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      const { earlierEvidenceKeys } = parseConfig(env, path => readFileSync(path, 'utf8'))
      const parts = { ...context, earlierEvidenceKeys }
      const source = input.argument === '-' ? terminal().stdin : createReadStream(input.argument)
      const { madeAt, checkpoint } = await restore(parts, source, reasonOf(input), told)
      print(`As of ${madeAt}, ${checkpoint === null ? 'before any checkpoint' : `checkpoint ${checkpoint}`}`)
      note(
        'Every partner account is on hold: nothing is claimed or sent. What was sent since then only Amazon knows: run "reconcile --close"; then "account release NAME --by NAME --reason TEXT". Everybody who was signed in signs in again.',
      )
    }),
}
