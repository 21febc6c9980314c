/** `campaign create|edit`: the same settings, all of them at first, and later those that change. */
import { readFileSync } from 'node:fs'
import { DomainError } from '../domain/errors.ts'
import { type CampaignInput, createCampaign } from '../services/campaign.ts'
import { type CampaignChange, editCampaign } from '../services/campaign-edit.ts'
import type { Context } from '../services/context.ts'
import { keepLogo } from '../services/logo.ts'
import { printCampaign } from './campaign-shown.ts'
import { byOf, byWhom, type Command, type Input, json, type Option } from './command.ts'
import { withContext } from './program.ts'

const settings = {
  name: { type: 'string', value: 'TEXT', text: 'what you call the campaign; recipients do not read it' },
  sender: { type: 'string', value: 'NAME', text: 'the name that recipients know you by' },
  support: {
    type: 'string',
    value: 'CONTACT',
    text: 'e-mail address or https URL where you answer recipients',
  },
  amount: {
    type: 'string',
    value: '25.00',
    text: 'what one claim link is worth; per-link where each brings its own',
  },
  budget: { type: 'string', value: '500.00', text: 'the most that the campaign may deposit in all' },
  closes: { type: 'string', value: 'DATE', text: 'last day (2026-12-31) or moment (2026-12-31T18:00)' },
  opens: { type: 'string', value: 'DATE', text: 'first day or moment; now unless given' },
  'time-zone': {
    type: 'string',
    value: 'ZONE',
    text: 'time zone of both, such as Europe/Berlin; UTC unless given',
  },
  message: { type: 'string', value: 'TEXT', text: 'a message to the recipient' },
  notification: {
    type: 'string',
    value: 'TEXT',
    text: 'what Amazon writes to the recipient, where that is enabled',
  },
  color: { type: 'string', value: '#0b5cad', text: "the sender's colour" },
  logo: { type: 'string', value: 'FILE', text: "the sender's logo: PNG, JPEG or WebP; none takes it away" },
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
} as const satisfies Record<string, Option>

const required = <Text extends Option>(option: Text) => ({ ...option, required: true }) as const

export const create: Command = {
  path: 'campaign create',
  text: 'Create a live campaign, or a draft, and print its id',
  options: {
    ...settings,
    sender: required(settings.sender),
    support: required(settings.support),
    amount: required(settings.amount),
    budget: required(settings.budget),
    closes: required(settings.closes),
    draft: { type: 'boolean', text: 'nobody can claim before "campaign launch"' },
    by: byWhom,
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const making = { by: byOf(input), state: input.has('draft') ? 'draft' : 'live' } as const
      // What is required is there; everything else may be undefined.
      const given = (await inputOf(context, input)) as CampaignInput
      const campaign = await createCampaign(context, given, making)
      printCampaign(campaign, input.has('json'), campaign.id)
    }),
}

export const edit: Command = {
  path: 'campaign edit',
  text: 'Change settings of a campaign, as far as no recipient was promised otherwise',
  argument: 'ID',
  options: {
    ...settings,
    'no-another-account': { type: 'boolean', text: 'takes --another-account back, in a draft' },
    by: byWhom,
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const given = await inputOf(context, input)
      const anotherAccount = input.has('no-another-account') ? false : given.anotherAccount
      const campaign = await editCampaign(context, input.argument, { ...given, anotherAccount }, byOf(input))
      printCampaign(campaign, input.has('json'), `${campaign.id} ${campaign.state}`)
    }),
}

/** Options are the fields of the input; those of several words differ in spelling. */
async function inputOf(context: Context, { text, has }: Input): Promise<CampaignChange> {
  return {
    name: text('name'),
    sender: text('sender'),
    support: text('support'),
    amount: text('amount') === 'per-link' ? null : text('amount'),
    budget: text('budget'),
    closes: text('closes'),
    opens: text('opens'),
    timeZone: text('time-zone'),
    message: text('message'),
    notification: text('notification'),
    color: text('color'),
    logo: await logoOf(context, text('logo')),
    perPersonLimit: text('per-person-limit'),
    anotherAccount: has('another-account') ? true : undefined,
    marketplace: text('marketplace'),
    currency: text('currency'),
    account: text('account'),
  }
}

async function logoOf(context: Context, path: string | undefined): Promise<string | null | undefined> {
  if (path === undefined) return undefined
  return path === 'none' ? null : await keepLogo(context, read(path))
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new DomainError('invalid-input', `--logo: the file "${path}" cannot be read`, { cause })
  }
}
