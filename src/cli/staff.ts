/** `staff invite|list|role|remove` */
import { parseRole } from '../domain/staff.ts'
import { invite } from '../services/staff.ts'
import { changeRole, getMember, listMembers, removeMember } from '../services/staff-member.ts'
import { byOf, byWhom, type Command, json, type Option } from './command.ts'
import { print, printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

const role: Option = {
  type: 'string',
  value: 'ROLE',
  text: 'viewer, marketer or operator',
  required: true,
}

const inviteCommand: Command = {
  path: 'staff invite',
  text: 'Print a link that signs a member of the staff in, once within 15 minutes',
  options: {
    role,
    name: { type: 'string', value: 'NAME', text: 'whom it is for; without, they say it themselves' },
    by: byWhom,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const role = parseRole(input.text('role') ?? '')
      const name = input.text('name') ?? null
      print(await invite(context, { role, name, by: byOf(input) }))
    }),
}

const list: Command = {
  path: 'staff list',
  text: 'List the members of the staff, what each may do and when they were last here',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const members = await listMembers(context)
      if (input.has('json')) return printJson(members)
      const rows = members.map(({ name, role, createdAt, seenAt, fromProvider }) => [
        name,
        fromProvider ? `${role}, by the sign-in provider` : role,
        textOf(createdAt),
        seenAt === null ? 'never' : textOf(seenAt),
      ])
      printTable(['NAME', 'ROLE', 'CAME', 'LAST SEEN'], rows)
    }),
}

const change: Command = {
  path: 'staff role',
  text: 'Change what a member may do, at once',
  argument: 'NAME',
  options: { role, by: byWhom },
  run: (input, env) =>
    withContext(env, async context => {
      const { id } = await getMember(context, input.argument)
      const changed = await changeRole(context, id, parseRole(input.text('role') ?? ''), byOf(input))
      print(`${changed.name} is ${changed.role}`)
    }),
}

const remove: Command = {
  path: 'staff remove',
  text: 'Remove a member: whatever they have open ends at once',
  argument: 'NAME',
  options: { by: byWhom },
  run: (input, env) =>
    withContext(env, async context => {
      const { id } = await getMember(context, input.argument)
      const { name } = await removeMember(context, id, byOf(input))
      print(`${name} removed`)
    }),
}

export const staffCommands: readonly Command[] = [inviteCommand, list, change, remove]
