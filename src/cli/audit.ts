/** `audit` */
import { changesText, subjectText } from '../../views/operator/audit.ts'
import { type AuditQuery, everything, listAudit } from '../services/audit.ts'
import { getLink } from '../services/claim-link.ts'
import type { Context } from '../services/context.ts'
import { type Command, type Input, json, timeOf } from './command.ts'
import { printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

export const auditCommand: Command = {
  path: 'audit',
  text: 'List what people did by hand, who, what changed and why, oldest first',
  options: {
    subject: {
      type: 'string',
      value: 'WHAT',
      text: 'only to this campaign with its links, claim link, batch, partner account or member',
    },
    by: { type: 'string', value: 'NAME', text: 'only by this person' },
    deposit: { type: 'string', value: 'LINK', text: 'only to the deposit of this claim link' },
    since: { type: 'string', value: 'TIME', text: 'from this moment on (UTC); everything without' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const entries = await listAudit(context, await queryOf(context, input))
      if (input.has('json')) return printJson(entries)
      const rows = entries.map(entry => [
        textOf(entry.at),
        entry.actor,
        entry.action,
        subjectText(entry),
        changesText(entry),
      ])
      printTable(['AT', 'BY', 'ACTION', 'SUBJECT', 'WHAT CHANGED, AND WHY'], rows)
    }),
}

async function queryOf(context: Context, input: Input): Promise<AuditQuery> {
  const deposit = input.text('deposit')
  const subject = deposit === undefined ? input.text('subject') : (await getLink(context, deposit)).id
  return {
    ...everything,
    by: input.text('by') ?? null,
    subject: subject ?? null,
    since: timeOf(input, 'since'),
  }
}
