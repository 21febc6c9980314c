/** What the form of a campaign is filled with, and its fields one by one. */
import type { CampaignField } from '../../src/domain/campaign-change.ts'
import { type Html, html } from '../html.ts'
import { type Field, inputField } from './form.ts'

/** What the fields hold, as a person wrote it; `amountKind` is `fixed` or `link`, `anotherAccount` is `yes` or empty. */
export type FormValues = Readonly<Record<Exclude<CampaignField, 'logo'> | 'amountKind', string>> & {
  readonly logo: string | null
}

export type CampaignForm = {
  readonly action: string
  readonly values: FormValues
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
  /** Why a field cannot be changed. */
  readonly fixed: ReadonlyMap<CampaignField, string>
  readonly accounts: readonly FormAccount[]
  /** Some partner account lets Amazon write a text of ours to the recipient. */
  readonly notifies: boolean
  readonly logo: { readonly path: string; readonly width: number; readonly height: number } | null
  readonly timeZones: readonly string[]
  /** What the form of a campaign that is there already held when it was opened. */
  readonly seen: string | null
  /** The viewer may only look. */
  readonly readOnly: boolean
  /** Everything is laid open, because somebody came to change something. */
  readonly open: boolean
  readonly submit: string
}

export type FormAccount = {
  readonly name: string
  readonly marketplace: string
  readonly currency: string
}

export const labels = {
  name: 'Name of the campaign',
  sender: 'Sender',
  support: 'Where you answer questions',
  account: 'Marketplace',
  amount: 'Amount',
  budget: 'Budget',
  opens: 'Opens',
  closes: 'Closes',
  timeZone: 'Time zone',
  color: 'Colour',
  logo: 'Logo',
  message: 'Message to the recipient',
  notification: 'What Amazon writes to the recipient',
  perPersonLimit: 'Links that one Amazon account may claim',
  anotherAccount: 'Another account',
} as const satisfies Record<CampaignField, string>

export type FieldName = keyof FormValues & CampaignField

/** The field with its label, and with the reason in the place of its hint where it cannot be changed. */
export function fieldOf(form: CampaignForm, name: FieldName, hint: string): Field {
  const { fixed, values, problems } = form
  const reason = fixed.get(name)
  const text = reason ? `It ${reason}.` : hint
  return { name, label: labels[name], value: values[name] ?? '', problems, ...(text && { hint: text }) }
}

export function input(form: CampaignForm, name: FieldName, hint: string, attributes: Html): Html {
  return inputField(fieldOf(form, name, hint), html`${attributes}${disabled(form, name)}`)
}

export function disabled({ fixed }: CampaignForm, name: CampaignField): Html | null {
  return fixed.has(name) ? html` disabled` : null
}

/** Fields that belong together. */
export function section({ readOnly }: CampaignForm, title: Html, content: Html): Html {
  return html`<fieldset${readOnly && html` disabled`}>${title}\n${content}\n</fieldset>`
}
