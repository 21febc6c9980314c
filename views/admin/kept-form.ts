/** A form that came too late, with what was typed, to be sent once more. */
import { type Html, html } from '../html.ts'

export type KeptForm = {
  readonly path: string
  /** It has files, so it is sent in parts. */
  readonly isMultipart: boolean
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  /** Names of fields whose file has to be chosen again. */
  readonly files: readonly string[]
}

/** `csrfToken` is empty where nobody is signed in: the press then only leads to a page that asks once more. */
export function keptFormOf(
  { path, isMultipart, fields, files }: KeptForm,
  csrfToken: string,
  button: string,
): Html {
  const address = isMultipart && csrfToken !== '' ? `${path}?csrf=${csrfToken}` : path
  return html`<form method="post" action="${address}"${isMultipart && html` enctype="multipart/form-data"`}>
${!isMultipart && csrfToken !== '' && html`<input type="hidden" name="csrf" value="${csrfToken}">`}
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${files.map(
  name => html`<div class="form-field"><label for="${name}">Choose the file again (${name})</label>
<input type="file" id="${name}" name="${name}"></div>`,
)}
<button class="button primary" type="submit">${button}</button>
</form>`
}

const longest = 100

/** What would be sent, for whoever sends it. */
export function keptFields({ fields }: KeptForm): Html {
  const shown = fields.filter(([, value]) => value !== '')
  return html`<dl class="as-written">${shown.map(
    ([name, value]) =>
      html`<div><dt>${inWords(name)}</dt><dd>${value.length > longest ? `${value.slice(0, longest)}…` : value}</dd></div>`,
  )}</dl>`
}

/** `perPersonLimit` as `Per person limit`: close to its label, which only its own page knows. */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
