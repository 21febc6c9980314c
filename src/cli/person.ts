/** `person export` and `person erase` */
import { DomainError } from '../domain/errors.ts'
import { erasePerson } from '../services/person-erase.ts'
import { exportPerson } from '../services/person-export.ts'
import type { Recipient } from '../services/recipient.ts'
import { by, type Command, type Input, json, type Option, reason, reasonOf } from './command.ts'
import { note, print, printJson } from './print.ts'
import { withContext } from './program.ts'

const whose: Readonly<Record<string, Option>> = {
  ref: { type: 'string', value: 'EXTERNAL_ID', text: "the sender's reference for the recipient" },
  campaign: {
    type: 'string',
    value: 'ID',
    text: 'only in this campaign: another one may call somebody else the same',
  },
  link: {
    type: 'string',
    value: 'LINK',
    text: 'in the place of --ref: one of their claim links, or its reference',
  },
}

const exportPersonCommand: Command = {
  path: 'person export',
  text: 'Print everything that is stored about a recipient, as JSON; audited',
  options: { ...whose, by },
  run: (input, env) =>
    withContext(env, async context => {
      printJson(await exportPerson(context, recipientOf(input), input.text('by') ?? ''))
    }),
}

const erasePersonCommand: Command = {
  path: 'person erase',
  text: 'Erase what is stored about a recipient whose claims have ended; what was paid stays on record',
  options: { ...whose, by, reason: { ...reason, required: true }, json },
  run: (input, env) =>
    withContext(env, async context => {
      const ids = await erasePerson(context, recipientOf(input), reasonOf(input))
      if (input.has('json')) return printJson(ids)
      for (const id of ids) print(id)
      note(
        'Erased here. Backups, exports and delivered files that were made before still have it, and so has Amazon.',
      )
    }),
}

export const personCommands: readonly Command[] = [exportPersonCommand, erasePersonCommand]

function recipientOf({ text }: Input): Recipient {
  const [externalId, link, campaign] = [text('ref'), text('link'), text('campaign')]
  if ((externalId === undefined) === (link === undefined))
    throw new DomainError('invalid-input', 'ref: give either --ref or --link')
  if (link !== undefined) return { link }
  return { externalId: externalId ?? '', campaignId: campaign ?? null }
}
