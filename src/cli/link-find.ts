/** `link find` */
import { reference } from '../domain/claim-link.ts'
import { toDecimal } from '../domain/money.ts'
import { type FoundLink, findLinks } from '../services/find-link.ts'
import { type Command, json } from './command.ts'
import { note, printJson, printTable } from './print.ts'
import { withContext } from './program.ts'

export const linkFindCommand: Command = {
  path: 'link find',
  text: 'Find claim links by the recipient reference or a part of it, by a reference like 7KQ2-M9XA, or by the link itself',
  argument: 'TEXT',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const { links, more } = await findLinks(context, input.argument)
      if (more) note(`There are more than these ${links.length}: give more of the reference.`)
      if (input.has('json')) return printJson(links.map(shown))
      const rows = links.map(link => [
        link.id,
        reference(link.id),
        link.externalId ?? '',
        link.campaignName,
        `${toDecimal(link)} ${link.currency}`,
        link.state,
      ])
      printTable(['ID', 'REFERENCE', 'EXTERNAL ID', 'CAMPAIGN', 'AMOUNT', 'STATE'], rows)
    }),
}

function shown(link: FoundLink) {
  return { ...link, reference: reference(link.id), amount: toDecimal(link) }
}
