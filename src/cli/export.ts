/** `export` */
import { exportRows } from '../services/export.ts'
import type { Command } from './command.ts'
import { write } from './print.ts'
import { withContext } from './program.ts'

export const exportCommand: Command = {
  path: 'export',
  text: 'Print every claim link, deposit and attempt, one JSON object per line',
  options: {},
  run: (_input, env) =>
    withContext(env, async context => {
      for await (const row of exportRows(context)) await write(`${JSON.stringify(row)}\n`)
    }),
}
