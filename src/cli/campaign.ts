/** `campaign create|list|show|pause|resume|end|hold|release` */
import type { Campaign, CampaignState } from '../domain/campaign.ts'
import { toDecimal } from '../domain/money.ts'
import {
  type CampaignInput,
  createCampaign,
  getCampaign,
  listCampaigns,
  moveCampaign,
} from '../services/campaign.ts'
import { holdCampaign, releaseCampaign } from '../services/hold.ts'
import { by, type Command, type Input, json, reason, reasonOf } from './command.ts'
import { printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

const create: Command = {
  path: 'campaign create',
  text: 'Create a live campaign and print its id',
  options: {
    sender: { type: 'string', value: 'NAME', text: 'the name that recipients know you by', required: true },
    support: {
      type: 'string',
      value: 'CONTACT',
      text: 'e-mail address or https URL where you answer recipients',
      required: true,
    },
    amount: { type: 'string', value: '25.00', text: 'what one claim link is worth', required: true },
    budget: {
      type: 'string',
      value: '500.00',
      text: 'the most that the campaign may deposit in all',
      required: true,
    },
    closes: {
      type: 'string',
      value: 'DATE',
      text: 'last day (2026-12-31) or moment (2026-12-31T18:00)',
      required: true,
    },
    opens: { type: 'string', value: 'DATE', text: 'first day or moment; now unless given' },
    'time-zone': {
      type: 'string',
      value: 'ZONE',
      text: 'time zone of both, such as Europe/Berlin; UTC unless given',
    },
    message: { type: 'string', value: 'TEXT', text: 'a message to the recipient' },
    color: { type: 'string', value: '#0b5cad', text: "the sender's colour" },
    'per-person-limit': {
      type: 'string',
      value: 'N',
      text: 'links one Amazon account may claim; 1 unless given',
    },
    'another-account': {
      type: 'boolean',
      text: 'after a refusal let recipients try another Amazon account by themselves',
    },
    marketplace: { type: 'string', value: 'US', text: 'chooses the partner account by marketplace' },
    currency: { type: 'string', value: 'USD', text: 'chooses the partner account by currency' },
    account: { type: 'string', value: 'NAME', text: 'chooses the partner account by name' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const campaign = await createCampaign(context, campaignInputOf(input))
      if (input.has('json')) printJson(shown(campaign))
      else console.log(campaign.id)
    }),
}

/** Options are the fields of the input; those of several words differ in spelling. */
function campaignInputOf({ text, has }: Input): CampaignInput {
  return {
    sender: text('sender') ?? '',
    support: text('support') ?? '',
    amount: text('amount') ?? '',
    budget: text('budget') ?? '',
    closes: text('closes') ?? '',
    opens: text('opens'),
    timeZone: text('time-zone'),
    message: text('message'),
    color: text('color'),
    perPersonLimit: text('per-person-limit'),
    anotherAccount: has('another-account'),
    marketplace: text('marketplace'),
    currency: text('currency'),
    account: text('account'),
  }
}

const list: Command = {
  path: 'campaign list',
  text: 'List all campaigns',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const campaigns = await listCampaigns(context)
      if (input.has('json')) return printJson(campaigns.map(shown))
      const rows = campaigns.map(campaign => [
        campaign.id,
        campaign.heldSince ? `${campaign.state}, on hold` : campaign.state,
        campaign.senderName,
        `${toDecimal(campaign)} ${campaign.currency}`,
        campaign.closesAt.toISOString(),
      ])
      printTable(['ID', 'STATE', 'SENDER', 'AMOUNT', 'CLOSES'], rows)
    }),
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
function move(word: string, to: CampaignState, text: string): Command {
  return {
    path: `campaign ${word}`,
    text,
    argument: 'ID',
    options: { json },
    run: (input, env) =>
      withContext(env, async context => {
        const campaign = await moveCampaign(context, input.argument, to)
        if (input.has('json')) printJson(shown(campaign))
        else console.log(`${campaign.id} ${campaign.state}`)
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
      console.log(`${id} on hold: nothing of it is sent, people go on claiming`)
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
      console.log(`${id} released`)
    }),
}

export const campaignCommands: readonly Command[] = [
  create,
  list,
  show,
  move(
    'pause',
    'paused',
    'Let nobody claim until it is resumed; what was claimed is still sent ("campaign hold" stops sending instead)',
  ),
  move('resume', 'live', 'Let people claim again'),
  move('end', 'ended', 'Let nobody claim any more, for good'),
  hold,
  release,
]

/** Amounts as decimals beside their minor units, times in ISO 8601. */
function shown(campaign: Campaign) {
  const { currency, amountMinor, budgetMinor, grantedMinor } = campaign
  const decimal = (minor: number) => toDecimal({ amountMinor: minor, currency })
  return {
    ...campaign,
    amount: decimal(amountMinor),
    budget: decimal(budgetMinor),
    granted: decimal(grantedMinor),
    opensAt: campaign.opensAt.toISOString(),
    closesAt: campaign.closesAt.toISOString(),
    heldSince: campaign.heldSince?.toISOString() ?? null,
    createdAt: campaign.createdAt.toISOString(),
  }
}
