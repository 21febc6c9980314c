/** The form of a campaign's settings: the same for a new one and for one that is there. */
import type { CampaignField } from '../../src/domain/campaign-change.ts'
import { type Html, html } from '../html.ts'
import { textOn } from '../layout.ts'
import { type Choice, choiceField, type Field, inputField, problemSummary, textField } from './form.ts'
import type { AdminPage } from './layout.ts'

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
  readonly accounts: ReadonlyArray<{
    readonly name: string
    readonly marketplace: string
    readonly currency: string
  }>
  /** Some partner account lets Amazon write a text of ours to the recipient. */
  readonly notifies: boolean
  readonly logo: ShownLogo | null
  readonly timeZones: readonly string[]
  /** The viewer may only look. */
  readonly readOnly: boolean
  /** Everything is laid open, because somebody came to change something. */
  readonly open: boolean
  readonly submit: string
}

export type ShownLogo = { readonly path: string; readonly width: number; readonly height: number }

export function campaignForm({ csrfToken }: AdminPage, form: CampaignForm): Html {
  const token = new URLSearchParams({ csrf: csrfToken })
  return html`${problemSummary(form.problems)}
<form class="settings" method="post" action="${form.action}?${token.toString()}" enctype="multipart/form-data">
<fieldset${form.readOnly && html` disabled`}><legend>From whom</legend>
${inputField(field(form, 'sender', 'Sender', 'The name that recipients know you by.'), html`type="text" maxlength="80" autocomplete="organization"${disabled(form, 'sender')}`)}
${inputField(field(form, 'support', 'Where you answer questions', 'An e-mail address, or the https address of a page.'), html`type="text" maxlength="200" autocomplete="off"${disabled(form, 'support')}`)}
</fieldset>
<fieldset${form.readOnly && html` disabled`}><legend>The reward</legend>
${account(form)}
${amount(form)}
${inputField(field(form, 'budget', `Budget in ${currencyOf(form)}`, 'The most that this campaign may deposit in all. Nothing is spent before somebody claims.'), html`type="text" inputmode="decimal" autocomplete="off"${disabled(form, 'budget')}`)}
</fieldset>
<fieldset${form.readOnly && html` disabled`}><legend>When</legend>
<div class="times">
${inputField(field(form, 'opens', 'Opens', form.open ? undefined : 'Empty opens it with the launch.'), html`type="datetime-local"${disabled(form, 'opens')}`)}
${inputField(field(form, 'closes', 'Closes'), html`type="datetime-local"${disabled(form, 'closes')}`)}
${choiceField(field(form, 'timeZone', 'Time zone', 'Of both times; recipients read them in it.'), zones(form), disabled(form, 'timeZone'))}
</div>
</fieldset>
${look(form)}
${rules(form)}
${!form.readOnly && html`<button class="button primary" type="submit">${form.submit}</button>`}
</form>`
}

function field(
  form: CampaignForm,
  name: keyof FormValues & CampaignField,
  label: string,
  hint?: string | undefined,
): Field {
  const reason = form.fixed.get(name)
  const text = reason ? `It ${reason}.` : hint
  return { name, label, value: form.values[name] ?? '', problems: form.problems, ...(text && { hint: text }) }
}

function disabled({ fixed }: CampaignForm, name: CampaignField): Html | null {
  return fixed.has(name) ? html` disabled` : null
}

function currencyOf({ accounts, values }: CampaignForm): string {
  return (accounts.find(({ name }) => name === values.account) ?? accounts[0])?.currency ?? ''
}

/** Nothing to choose where there is only one. */
function account(form: CampaignForm): Html | null {
  const [only, ...more] = form.accounts
  if (only && more.length === 0) return html`<input type="hidden" name="account" value="${only.name}">`
  const choices = form.accounts.map(
    ({ name, marketplace, currency }): Choice => [name, `${marketplace}, ${currency} (${name})`],
  )
  return choiceField(
    field(form, 'account', 'Marketplace', 'Where recipients have their Amazon account.'),
    choices,
    disabled(form, 'account'),
  )
}

function amount(form: CampaignForm): Html {
  const off = disabled(form, 'amount')
  const kind = (value: string, text: string) =>
    html`<p><label><input type="radio" name="amountKind" value="${value}"${form.values.amountKind === value && html` checked`}${off}> ${text}</label></p>`
  return html`<fieldset class="inner"><legend>What is a link worth?</legend>
${kind('fixed', 'Every link the same amount')}
${inputField(field(form, 'amount', `Amount in ${currencyOf(form)}`, 'Such as 25.00.'), html`type="text" inputmode="decimal" autocomplete="off"${off}`)}
${kind('link', 'Each link its own amount, from the list that you upload')}
</fieldset>`
}

function zones({ timeZones, values }: CampaignForm): Choice[] {
  const known = timeZones.includes(values.timeZone) ? timeZones : [values.timeZone, ...timeZones]
  return known.map(zone => [zone, zone.replaceAll('_', ' ')])
}

function look(form: CampaignForm): Html {
  const fields = ['color', 'logo', 'message', 'notification'] as const
  return html`<details class="more"${opened(form, fields) && html` open`}><summary>Look and words</summary>
<fieldset${form.readOnly && html` disabled`}><legend class="spoken">Look and words</legend>
<div class="colour">${inputField(field(form, 'color', 'Colour', 'Of the head and the buttons.'), html`type="color"`)}${swatch(form.values)}</div>
${logo(form)}
${textField(field(form, 'message', 'Message to the recipient', 'Up to 500 characters, as a quotation on the page of the link.'), html`rows="3" maxlength="500"`)}
${form.notifies && textField(field(form, 'notification', 'What Amazon writes to the recipient', 'Amazon puts it into its own mail about the deposit. It goes with each claim as it is at that moment.'), html`rows="3" maxlength="500"`)}
</fieldset></details>`
}

/** As recipients see it: the text is black or white, whichever can be read better. */
function swatch({ color, sender }: FormValues): Html | null {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return null
  return html`<svg class="swatch" viewBox="0 0 240 48" role="img" aria-label="The colour with its text" data-colour="color"><rect width="240" height="48" rx="8" fill="${color}"/><text x="16" y="30" fill="${textOn(color)}">${sender || 'Your name'}</text></svg>`
}

function logo(form: CampaignForm): Html {
  const { logo, problems, values } = form
  const problem = problems.get('logo')
  return html`${values.logo && html`<input type="hidden" name="logo" value="${values.logo}">`}
<div class="form-field">
<label for="logo">Logo</label>
<p class="hint" id="logo-hint">PNG, JPEG or WebP, up to 100 kB. It stands beside your name.</p>
${problem && html`<p class="field-problem" id="logo-problem">${problem}</p>`}
${logo && html`<p class="logo-now"><img src="${logo.path}" width="${logo.width}" height="${logo.height}" alt="The logo now"> <label><input type="checkbox" name="removeLogo" value="yes"> Take it away</label></p>`}
<input type="file" id="logo" name="logoFile" accept="image/png,image/jpeg,image/webp" aria-describedby="logo-hint${problem && ' logo-problem'}"${problem && html` aria-invalid="true"`}>
</div>`
}

function rules(form: CampaignForm): Html {
  const { values } = form
  const more = form.fixed.get('anotherAccount')
  return html`<details class="more"${opened(form, ['perPersonLimit', 'anotherAccount']) && html` open`}><summary>Rules</summary>
<fieldset${form.readOnly && html` disabled`}><legend class="spoken">Rules</legend>
${inputField(field(form, 'perPersonLimit', 'Links that one Amazon account may claim'), html`type="number" min="1" max="1000"${disabled(form, 'perPersonLimit')}`)}
<div class="form-field"><label><input type="checkbox" id="anotherAccount" name="anotherAccount" value="yes"${values.anotherAccount === 'yes' && html` checked`}${disabled(form, 'anotherAccount')}> Where Amazon refuses a deposit, let the recipient try another Amazon account</label>
${more && html`<p class="hint">It ${more}.</p>`}</div>
</fieldset></details>`
}

function opened({ open, problems }: CampaignForm, fields: readonly string[]): boolean {
  return open || fields.some(name => problems.has(name))
}
