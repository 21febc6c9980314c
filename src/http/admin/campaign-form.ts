/** Between the form of a campaign and its settings: what the fields hold, and what was posted. */
import type { Request } from 'express'
import { z } from 'zod'
import type { CampaignForm, FormValues } from '../../../views/admin/campaign-field.ts'
import type { Campaign } from '../../domain/campaign.ts'
import { parseJson } from '../../domain/json.ts'
import { localText } from '../../domain/local-text.ts'
import { usualTimeZone } from '../../domain/marketplace.ts'
import type { CampaignInput } from '../../services/campaign.ts'
import { inputOf } from '../../services/campaign-input.ts'
import { keepLogo, logoOf } from '../../services/logo.ts'
import { shownLogo } from '../logo.ts'
import type { Web } from '../web.ts'
import { readPosted } from './form-body.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

const names = [
  ...([
    'name',
    'sender',
    'support',
    'color',
    'message',
    'notification',
    'account',
    'amountKind',
    'amount',
  ] as const),
  ...(['budget', 'opens', 'closes', 'timeZone', 'perPersonLimit', 'anotherAccount'] as const),
] as const
const fields = [...names, 'logo']

/** Days that a new campaign is open for, until somebody says otherwise. */
const usualDays = 30

/** A first campaign needs a sender, a contact, an amount and a budget; everything else is a good guess. */
export function newValues({ context }: Web): FormValues {
  const [first] = context.accounts.values()
  const timeZone = usualTimeZone(first?.marketplace ?? '')
  const closes = new Date(context.clock().getTime() + usualDays * 86_400_000)
  return {
    ...{ name: '', sender: '', support: '', color: '#1f4e79', logo: null, message: '', notification: '' },
    ...{ account: first?.name ?? '', amountKind: 'fixed', amount: '', budget: '', opens: '' },
    ...{ closes: `${localText(closes, timeZone).slice(0, 10)}T23:59`, timeZone },
    ...{ perPersonLimit: '1', anotherAccount: '' },
  }
}

export function valuesOf(campaign: Campaign): FormValues {
  const { amount, opens, closes, anotherAccount, ...input } = inputOf(campaign)
  const texts = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value ?? '')]))
  return {
    ...(texts as Omit<FormValues, 'logo' | 'amountKind'>),
    ...{ logo: campaign.logo, opens, closes, amount: amount ?? '' },
    ...{ amountKind: amount === null ? 'link' : 'fixed', anotherAccount: anotherAccount ? 'yes' : '' },
  }
}

export type PostedCampaign = {
  readonly values: FormValues
  /** Only what was changed: a field that cannot be is not posted, and stays. */
  readonly input: Partial<CampaignInput>
  /** What the form held when it was opened, to be posted with it once more. */
  readonly seen: string | null
  /** Of the picture; everything else is found when the input is used. */
  readonly problems: Problems
}

/** Where the form was opened: what its fields held, and which could not be changed. */
export type Opened = { readonly values: FormValues; readonly fixed: CampaignForm['fixed'] }

/** Reads the form; a good picture is kept at once, so that a mistake elsewhere does not ask for it again. */
export async function readCampaignForm(web: Web, req: Request, opened: Opened): Promise<PostedCampaign> {
  const posted = await readPosted(req)
  const texts = Object.fromEntries(names.flatMap(name => entry(name, posted.text(name))))
  // A box that is not ticked is not posted, and neither is one that cannot be changed.
  if (!opened.fixed.has('anotherAccount')) texts.anotherAccount ??= ''
  const kept = posted.text('removeLogo') === 'yes' ? null : posted.text('logo') || null
  const { logo, problems } = await logoFrom(web, posted.file('logoFile'), kept)
  const seen = posted.text('seen') ?? null
  const input = changedSince(seen, { ...inputFrom(texts), logo })
  return { values: { ...opened.values, ...texts, logo }, input, seen, problems }
}

/** The form as it is opened, for `changedSince`. */
export function seenOf(values: FormValues): string {
  return JSON.stringify(values)
}

/** Two people may have a form open: what one of them left alone does not undo what the other has changed. */
function changedSince(seen: string | null, input: Partial<CampaignInput>): Partial<CampaignInput> {
  if (seen === null) return input
  const { logo, ...texts } = seenValues.parse(parseJson(seen))
  const before: Readonly<Record<string, unknown>> = { ...inputFrom(texts as Record<string, string>), logo }
  const changed = Object.entries(input).filter(([name, value]) => before[name] !== oneLineEnd(value))
  return Object.fromEntries(changed)
}

/** Whoever posts something else of their own has seen nothing. */
const seenValues = z.record(z.string(), z.string().nullable()).catch({})

function oneLineEnd(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value
}

function entry(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]]
}

async function logoFrom({ context }: Web, file: Buffer | null, kept: string | null) {
  try {
    return { logo: file ? await keepLogo(context, file) : kept, problems: noProblems }
  } catch (error) {
    return { logo: kept, problems: problemsOf(error, fields) }
  }
}

/** Opening with the launch is what an empty field means. */
function inputFrom(texts: Readonly<Record<string, string>>): Partial<CampaignInput> {
  const { amountKind, amount, opens, anotherAccount, ...same } = texts
  return {
    ...same,
    ...(amountKind === 'link' && { amount: null }),
    ...(amountKind !== 'link' && amount !== undefined && { amount }),
    ...(opens && { opens }),
    ...(anotherAccount !== undefined && { anotherAccount: anotherAccount === 'yes' }),
  }
}

/** Everything that is wrong with the form: the picture, and what `use` says of the rest. */
export async function problemsAfter(problems: Problems, use: () => Promise<unknown>): Promise<Problems> {
  try {
    await use()
    return problems
  } catch (error) {
    return new Map([...problemsOf(error, fields), ...problems])
  }
}

/** What every page with the form has. */
export async function formParts({ context }: Web, { timeZone, logo }: FormValues) {
  const accounts = [...context.accounts.values()]
  const known = await logoOf(context.database, logo).catch(() => null)
  return {
    accounts,
    notifies: accounts.some(({ incentives }) => incentives.notificationDetails),
    timeZones: [...new Set(['UTC', timeZone, ...Intl.supportedValuesOf('timeZone')])],
    logo: known && shownLogo(known),
  } satisfies Partial<CampaignForm>
}
