/** The part of a campaign's form that a first campaign can do without: look, words and rules. */
import { type Html, html } from '../html.ts'
import { textOn } from '../layout.ts'
import { type CampaignForm, disabled, type FormValues, fieldOf, input, section } from './campaign-field.ts'
import { textField } from './form.ts'

export function look(form: CampaignForm): Html {
  const words = html`rows="3" maxlength="500"`
  const message = fieldOf(form, 'message', 'Up to 500 characters, as a quotation on the page of the link.')
  const content = html`<div class="colour">${input(form, 'color', 'Of the head and the buttons.', html`type="color"`)}${swatch(form.values)}</div>
${logo(form)}
${textField(message, words)}
${form.notifies && textField(fieldOf(form, 'notification', notificationHint), words)}`
  return more(form, 'Look and words', ['color', 'logo', 'message', 'notification'], content)
}

const notificationHint =
  'Amazon puts it into its own mail about the deposit. It goes with each claim as it is at that moment.'

export function rules(form: CampaignForm): Html {
  const number = html`type="number" min="1" max="1000"`
  const content = html`${input(form, 'perPersonLimit', '', number)}
${anotherAccount(form)}`
  return more(form, 'Rules', ['perPersonLimit', 'anotherAccount'], content)
}

/** Folded away, unless something in it needs mending. */
function more(form: CampaignForm, title: string, fields: readonly string[], content: Html): Html {
  const open = form.open || fields.some(name => form.problems.has(name))
  return html`<details class="more"${open && html` open`}><summary>${title}</summary>
${section(form, html`<legend class="spoken">${title}</legend>`, content)}
</details>`
}

/** As recipients see it: the text is black or white, whichever can be read better. */
function swatch({ color, sender }: FormValues): Html | null {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return null
  return html`<svg class="swatch" viewBox="0 0 240 48" role="img" aria-label="The colour with its text" data-colour="color"><rect width="240" height="48" rx="8" fill="${color}"/><text x="16" y="30" fill="${textOn(color)}">${sender || 'Your name'}</text></svg>`
}

function logo({ logo, problems, values }: CampaignForm): Html {
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

function anotherAccount(form: CampaignForm): Html {
  const { values, fixed, problems } = form
  const checked = values.anotherAccount === 'yes' && html` checked`
  const note = problems.get('anotherAccount')
  const reason = fixed.get('anotherAccount')
  return html`<div class="form-field">
${note && html`<p class="field-problem" id="anotherAccount-problem">${note}</p>`}
<label><input type="checkbox" id="anotherAccount" name="anotherAccount" value="yes"${checked}${disabled(form, 'anotherAccount')}${note && html` aria-invalid="true" aria-describedby="anotherAccount-problem"`}> Where Amazon refuses a deposit, let the recipient try another Amazon account</label>
${reason && html`<p class="hint">It ${reason}.</p>`}
</div>`
}
