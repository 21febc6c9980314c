/** Fields of the staff's forms: label, hint, and what was wrong with the last answer, tied to each other for those who hear the page. */
import { type Html, html } from '../html.ts'

export type Field = {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
}

/** `attributes` are those of the input element beside its name, id and value. */
export function inputField(field: Field, attributes: Html = html`type="text"`): Html {
  const { name, value } = field
  return wrapped(
    field,
    html`<input ${attributes} id="${name}" name="${name}"${value !== '' && html` value="${value}"`}${described(field)}>`,
  )
}

/** Browsers fill in no file, so there is nothing to show again. */
export function fileField(field: Omit<Field, 'value'>, attributes: Html): Html {
  const whole = { ...field, value: '' }
  return wrapped(
    whole,
    html`<input type="file" ${attributes} id="${field.name}" name="${field.name}"${described(whole)}>`,
  )
}

export function textField(field: Field, attributes: Html = html`rows="4"`): Html {
  const { name, value } = field
  return wrapped(
    field,
    html`<textarea ${attributes} id="${name}" name="${name}"${described(field)}>
${value}</textarea>`,
  )
}

export type Choice = readonly [value: string, text: string]

export function choiceField(field: Field, choices: readonly Choice[], attributes: Html | null = null): Html {
  const options = choices.map(
    ([value, text]) =>
      html`<option value="${value}"${value === field.value && html` selected`}>${text}</option>`,
  )
  return wrapped(
    field,
    html`<select id="${field.name}" name="${field.name}"${described(field)}${attributes}>${options}</select>`,
  )
}

/**
 * What is wrong with the form as a whole, and which fields need mending, by the labels that they have on the page; null
 * when nothing is.
 */
export function problemSummary(
  problems: ReadonlyMap<string, string>,
  labels: Readonly<Record<string, string>>,
): Html | null {
  if (problems.size === 0) return null
  const whole = problems.get('')
  const fields = [...problems.keys()].filter(name => name !== '')
  return html`<div class="notice problem" role="alert">
${whole && html`<p>${whole}</p>`}
${
  fields.length > 0 &&
  html`<p>Nothing was saved. Please mend ${fields.length === 1 ? 'one field' : `${fields.length} fields`}:</p>
<ul>${fields.map(name => html`<li><a href="#${name}">${labels[name] ?? name}: ${problems.get(name)}</a></li>`)}</ul>`
}
</div>`
}

function wrapped({ name, label, hint, problems }: Field, control: Html): Html {
  const problem = problems.get(name)
  return html`<div class="form-field">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem && html`<p class="field-problem" id="${name}-problem">${problem}</p>`}
${control}
</div>`
}

function described({ name, hint, problems }: Field): Html | null {
  const ids = [...(hint ? [`${name}-hint`] : []), ...(problems.has(name) ? [`${name}-problem`] : [])]
  if (ids.length === 0) return null
  return html` aria-describedby="${ids.join(' ')}"${problems.has(name) && html` aria-invalid="true"`}`
}
