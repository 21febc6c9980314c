/** `link list|revoke|replace|retry` */
import { reference } from '../domain/claim-link.ts'
import { toDecimal } from '../domain/money.ts'
import { retryLink } from '../services/another-account.ts'
import { type ListedLink, listLinks, replaceLink, revokeLink, stateOf } from '../services/claim-link.ts'
import { by, type Command, json } from './command.ts'
import { issueCommand } from './link-issue.ts'
import { printJson, printTable } from './print.ts'
import { withContext } from './program.ts'

const list: Command = {
  path: 'link list',
  text: 'List the claim links of a campaign, without their secret tokens',
  options: { campaign: { type: 'string', value: 'ID', text: 'the campaign', required: true }, json },
  run: (input, env) =>
    withContext(env, async context => {
      const links = await listLinks(context, input.text('campaign') ?? '')
      if (input.has('json')) return printJson(links.map(shown))
      const rows = links.map(link => [
        link.id,
        reference(link.id),
        link.externalId ?? '',
        `${toDecimal(link)} ${link.currency}`,
        stateOf(link),
      ])
      printTable(['ID', 'REFERENCE', 'EXTERNAL ID', 'AMOUNT', 'STATE'], rows)
    }),
}

const revoke: Command = {
  path: 'link revoke',
  text: 'Make an unclaimed link worthless',
  argument: 'LINK',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const link = shown({ ...(await revokeLink(context, input.argument)), depositState: null })
      if (input.has('json')) printJson(link)
      else console.log(`${link.id} revoked`)
    }),
}

const replace: Command = {
  path: 'link replace',
  text: 'Revoke an unclaimed link and issue its one successor',
  argument: 'LINK',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const { id, externalId, claimUrl } = await replaceLink(context, input.argument)
      if (input.has('json'))
        printJson({ external_id: externalId ?? '', claim_url: claimUrl, claim_link_id: id })
      else console.log(claimUrl)
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
      else console.log(`${successor} succeeds it; the recipient opens the same claim URL again`)
    }),
}

export const linkCommands: readonly Command[] = [issueCommand, list, revoke, replace, retry]

function shown(link: ListedLink) {
  return { ...link, reference: reference(link.id), amount: toDecimal(link), state: stateOf(link) }
}
