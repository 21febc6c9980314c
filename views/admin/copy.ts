/** A text to take away: it can be marked by hand, and a press copies it where scripts run. */
import { type Html, html } from '../html.ts'

/** `label` says what it is; `id` is unique on the page. */
export function copyable(id: string, label: string, text: string): Html {
  const rows = Math.min(12, text.split('\n').length + 1)
  return html`<div class="copyable">
<label for="${id}">${label}</label>
<textarea id="${id}" rows="${rows}" readonly spellcheck="false">
${text}</textarea>
<button class="small-button" type="button" data-copy="${id}" hidden>Copy<span class="spoken"> ${label}</span></button>
</div>`
}
