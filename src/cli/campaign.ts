/** `campaign list|show|pause|resume|end|hold|release`, and all other commands of campaigns together */
import type { Move } from '../domain/campaign.ts'
import { toDecimal } from '../domain/money.ts'
import { getCampaign, type ListedCampaign, listCampaigns, moveCampaign } from '../services/campaign.ts'
import { holdCampaign, releaseCampaign } from '../services/hold.ts'
import { dryRunCommand, launch } from './campaign-launch.ts'
import { create, edit } from './campaign-settings.ts'
import { printCampaign, shown } from './campaign-shown.ts'
import { by, byOf, byWhom, type Command, json, reason, reasonOf } from './command.ts'
import { print, printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

const list: Command = {
  path: 'campaign list',
  text: 'List all campaigns',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const campaigns = await listCampaigns(context)
      if (input.has('json')) return printJson(campaigns.map(shown))
      const rows = campaigns.map(({ amountMinor, currency, ...campaign }) => [
        campaign.id,
        standing(campaign),
        campaign.name,
        campaign.senderName,
        amountMinor === null ? `per link ${currency}` : `${toDecimal({ amountMinor, currency })} ${currency}`,
        campaign.closesAt.toISOString(),
      ])
      printTable(['ID', 'STATE', 'NAME', 'SENDER', 'AMOUNT', 'CLOSES'], rows)
    }),
}

function standing({
  state,
  heldSince,
  accountHeld,
  needsSomebody,
}: Pick<ListedCampaign, 'state' | 'heldSince' | 'accountHeld' | 'needsSomebody'>): string {
  const more = [heldSince && 'on hold', accountHeld && 'account on hold', needsSomebody && 'needs somebody']
  return [state, ...more.filter(Boolean)].join(', ')
}

const show: Command = {
  path: 'campaign show',
  text: 'Show one campaign with its budget',
  argument: 'ID',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const campaign = shown(await getCampaign(context, input.argument))
      if (input.has('json')) return printJson(campaign)
      printTable(
        ['FIELD', 'VALUE'],
        Object.entries(campaign).map(([name, value]) => [name, textOf(value)]),
      )
    }),
}

/** One command for each move of a campaign's state. */
function move(word: Move, text: string): Command {
  return {
    path: `campaign ${word}`,
    text,
    argument: 'ID',
    options: { by: byWhom, json },
    run: (input, env) =>
      withContext(env, async context => {
        const campaign = await moveCampaign(context, input.argument, word, byOf(input))
        printCampaign(campaign, input.has('json'), `${campaign.id} ${campaign.state}`)
      }),
  }
}

const hold: Command = {
  path: 'campaign hold',
  text: 'Send no deposit of a campaign until it is released; people go on claiming ("campaign pause" stops claiming instead)',
  argument: 'ID',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      const { id } = await holdCampaign(context, input.argument, reasonOf(input))
      print(`${id} on hold: nothing of it is sent, people go on claiming`)
    }),
}

const release: Command = {
  path: 'campaign release',
  text: 'Send the deposits of a campaign again, oldest consent first',
  argument: 'ID',
  options: { by, reason },
  run: (input, env) =>
    withContext(env, async context => {
      const { id } = await releaseCampaign(context, input.argument, reasonOf(input))
      print(`${id} released`)
    }),
}

export const campaignCommands: readonly Command[] = [
  create,
  edit,
  list,
  show,
  dryRunCommand,
  launch,
  move(
    'pause',
    'Let nobody claim until it is resumed; what was claimed is still sent ("campaign hold" stops sending instead)',
  ),
  move('resume', 'Let people claim again'),
  move('end', 'Let nobody claim any more, for good'),
  hold,
  release,
]
