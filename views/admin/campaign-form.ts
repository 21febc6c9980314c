/** The form of a campaign's settings: the same for a new one and for one that is there. */
import { type Html, html } from '../html.ts'
import {
  type CampaignForm,
  disabled,
  type FormAccount,
  fieldOf,
  input,
  labels,
  section,
} from './campaign-field.ts'
import { look, rules } from './campaign-look.ts'
import { type Choice, choiceField, inputField, problemSummary } from './form.ts'
import type { AdminPage } from './layout.ts'

export function campaignForm({ csrfToken }: AdminPage, form: CampaignForm): Html {
  const token = new URLSearchParams({ csrf: csrfToken })
  return html`${problemSummary(form.problems, labels)}
<form class="settings" method="post" action="${form.action}?${token.toString()}" enctype="multipart/form-data">
${form.seen !== null && html`<input type="hidden" name="seen" value="${form.seen}">`}
${section(form, html`<legend>From whom</legend>`, sender(form))}
${section(form, html`<legend>The reward</legend>`, reward(form))}
${section(form, html`<legend>When</legend>`, times(form))}
${look(form)}
${rules(form)}
${!form.readOnly && html`<button class="button primary" type="submit">${form.submit}</button>`}
</form>`
}

function sender(form: CampaignForm): Html {
  const name = html`type="text" maxlength="80" autocomplete="organization"`
  const contact = html`type="text" maxlength="200" autocomplete="off"`
  return html`${input(form, 'name', 'Only you and your colleagues read it. Empty: the sender’s name.', html`type="text" maxlength="80" autocomplete="off"`)}
${input(form, 'sender', 'The name that recipients know you by.', name)}
${input(form, 'support', 'An e-mail address, or the https address of a page.', contact)}`
}

const decimal = html`type="text" inputmode="decimal" autocomplete="off"`

function reward(form: CampaignForm): Html {
  const field = fieldOf(
    form,
    'budget',
    'The most that this campaign may deposit in all. Nothing is spent before somebody claims.',
  )
  return html`${account(form)}
${amount(form)}
${inputField({ ...field, label: withCurrency(form, field.label) }, html`${decimal}${disabled(form, 'budget')}`)}`
}

/** Nothing to choose where there is only one. */
function account(form: CampaignForm): Html {
  const [only, ...more] = form.accounts
  if (only && more.length === 0) return html`<input type="hidden" name="account" value="${only.name}">`
  const choices = form.accounts.map(
    ({ name, marketplace, currency }): Choice => [name, `${marketplace}, ${currency} (${name})`],
  )
  const field = fieldOf(
    form,
    'account',
    'Where recipients have their Amazon account; it decides the currency.',
  )
  return choiceField(field, choices, disabled(form, 'account'))
}

function amount(form: CampaignForm): Html {
  const off = disabled(form, 'amount')
  const field = fieldOf(form, 'amount', 'Such as 25.00.')
  const kind = (value: string, text: string) =>
    html`<p><label><input type="radio" name="amountKind" value="${value}"${form.values.amountKind === value && html` checked`}${off}> ${text}</label></p>`
  return html`<fieldset class="inner"><legend>What is a link worth?</legend>
${kind('fixed', 'Every link the same amount')}
${inputField({ ...field, label: withCurrency(form, field.label) }, html`${decimal}${off}`)}
${kind('link', 'Each link its own amount, from the list that you upload')}
</fieldset>`
}

/** No currency where another choice of the marketplace would bring another one. */
function withCurrency({ accounts, values, fixed }: CampaignForm, label: string): string {
  const possible = fixed.has('account') ? accounts.filter(({ name }) => name === values.account) : accounts
  const [currency, ...others] = new Set(possible.map((account: FormAccount) => account.currency))
  return currency && others.length === 0 ? `${label} in ${currency}` : label
}

function times(form: CampaignForm): Html {
  const moment = html`type="datetime-local"`
  const zones = form.timeZones.map((zone): Choice => [zone, zone.replaceAll('_', ' ')])
  const zone = fieldOf(form, 'timeZone', 'Of both times; recipients read them in it.')
  return html`<div class="times">
${input(form, 'opens', form.open ? '' : 'Empty opens it with the launch.', moment)}
${input(form, 'closes', '', moment)}
${choiceField(zone, zones, disabled(form, 'timeZone'))}
</div>`
}
