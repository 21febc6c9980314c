/** `audit` */
import { listAudit } from '../services/audit.ts'
import { type Command, json, timeOf } from './command.ts'
import { printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

export const auditCommand: Command = {
  path: 'audit',
  text: 'List what people did by hand, who and why, oldest first',
  options: {
    deposit: { type: 'string', value: 'LINK', text: 'only to the deposit of this claim link' },
    since: { type: 'string', value: 'TIME', text: 'from this moment on (UTC); everything without' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const since = timeOf(input, 'since') ?? new Date(0)
      const entries = await listAudit(context, { deposit: input.text('deposit') ?? null, since })
      if (input.has('json')) return printJson(entries)
      const rows = entries.map(({ at, actor, action, subject, detail }) => [
        textOf(at),
        actor,
        action,
        subject,
        JSON.stringify(detail),
      ])
      printTable(['AT', 'BY', 'ACTION', 'SUBJECT', 'DETAIL'], rows)
    }),
}
