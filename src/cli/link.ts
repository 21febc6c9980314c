/** `link list|retry` */
import { reference } from '../domain/claim-link.ts'
import { stateOf } from '../domain/link-state.ts'
import { toDecimal } from '../domain/money.ts'
import { retryLink } from '../services/another-account.ts'
import { listLinks } from '../services/claim-link.ts'
import { by, type Command, json } from './command.ts'
import { batchCommands } from './link-batch.ts'
import { changeCommands } from './link-change.ts'
import { linkFindCommand } from './link-find.ts'
import { issueCommand } from './link-issue.ts'
import { orderCommand } from './link-order.ts'
import { qrCommand } from './link-qr.ts'
import { shownLink } from './link-shown.ts'
import { print, printJson, printTable } from './print.ts'
import { withContext } from './program.ts'

const list: Command = {
  path: 'link list',
  text: 'List the claim links of a campaign, without their secret tokens',
  options: { campaign: { type: 'string', value: 'ID', text: 'the campaign', required: true }, json },
  run: (input, env) =>
    withContext(env, async context => {
      const links = await listLinks(context, input.text('campaign') ?? '')
      if (input.has('json')) return printJson(links.map(shownLink))
      const rows = links.map(link => [
        link.id,
        reference(link.id),
        link.externalId ?? '',
        `${toDecimal(link)} ${link.currency}`,
        stateOf(link, new Date()),
      ])
      printTable(['ID', 'REFERENCE', 'EXTERNAL ID', 'AMOUNT', 'STATE'], rows)
    }),
}

const retry: Command = {
  path: 'link retry',
  text: 'After a refusal let the recipient claim once more, with another account, by the same URL',
  argument: 'LINK',
  options: { by, json },
  run: (input, env) =>
    withContext(env, async context => {
      const successor = await retryLink(context, input.argument, input.text('by') ?? '')
      if (input.has('json')) printJson({ successor_id: successor })
      else print(`${successor} succeeds it; the recipient opens the same claim URL again`)
    }),
}

export const linkCommands: readonly Command[] = [
  issueCommand,
  orderCommand,
  qrCommand,
  list,
  ...batchCommands,
  ...changeCommands,
  retry,
  linkFindCommand,
]
