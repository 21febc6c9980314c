/** `staff invite` */
import { parseRole } from '../domain/staff.ts'
import { invite } from '../services/staff.ts'
import type { Command } from './command.ts'
import { withContext } from './program.ts'

export const staffCommands: readonly Command[] = [
  {
    path: 'staff invite',
    text: 'Print a link that signs a member of the staff in, once within 15 minutes',
    options: {
      role: { type: 'string', value: 'ROLE', text: 'viewer, marketer or operator', required: true },
      name: { type: 'string', value: 'NAME', text: 'whom it is for; without, they say it themselves' },
      by: { type: 'string', value: 'NAME', text: 'who invites, for the audit; "command line" without' },
    },
    run: (input, env) =>
      withContext(env, async context => {
        const role = parseRole(input.text('role') ?? '')
        const name = input.text('name') ?? null
        console.log(await invite(context, { role, name, by: input.text('by') ?? 'command line' }))
      }),
  },
]
