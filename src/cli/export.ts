/** `export` */
import { exportRows } from '../services/export.ts'
import type { Command } from './command.ts'
import { write } from './print.ts'
import { withContext } from './program.ts'

export const exportCommand: Command = {
  path: 'export',
  text: 'Print every campaign, claim link, deposit, attempt, event and checkpoint, one JSON object per line',
  options: {},
  run: (_input, env) =>
    withContext(env, async context => {
      await exportRows(context, row => write(`${JSON.stringify(row)}\n`))
    }),
}
