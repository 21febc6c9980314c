/** What recipients will see, state by state, on something like a phone. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { campaignLayout, pressed } from './campaign-layout.ts'
import { copyable } from './copy.ts'
import { choiceField } from './form.ts'
import type { AdminPage } from './layout.ts'

export type Preview = {
  readonly states: ReadonlyArray<readonly [name: string, label: string]>
  readonly state: string
  /** BCP 47 tags. */
  readonly languages: readonly string[]
  readonly language: string
  /** The recipient's page, a whole document. */
  readonly document: string
  /** Just made; it cannot be shown again. */
  readonly rehearsalUrl: string | null
  readonly mayRehearse: boolean
}

const none = new Map<string, string>()

export function showPreview(page: AdminPage, campaign: Campaign, preview: Preview): string {
  const content = html`<div class="beside">
<div>
<h2>What recipients see</h2>
<p>These are the real pages. Only what a claim would bring, such as its time, is made up.</p>
<form method="get" action="/admin/campaigns/${campaign.id}/preview">
${choiceField({ name: 'state', label: 'Page', value: preview.state, problems: none }, preview.states)}
${languages(preview)}
<button class="small-button" type="submit">Show</button>
</form>
</div>
<iframe class="phone" title="The recipient’s page" sandbox="allow-same-origin" srcdoc="${preview.document}"></iframe>
${preview.mayRehearse && html`<div>${rehearsal(page, campaign, preview)}</div>`}
</div>`
  return campaignLayout(page, campaign, 'preview', content)
}

function languages({ languages, language }: Preview): Html | null {
  if (languages.length === 1) return null
  const name = (tag: string) => new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag
  const field = { name: 'language', label: 'Language', value: language, problems: none }
  return choiceField(
    field,
    languages.map(tag => [tag, name(tag)]),
  )
}

function rehearsal(page: AdminPage, campaign: Campaign, { rehearsalUrl }: Preview): Html {
  const { rehearsedAt } = campaign
  return html`<h2>Rehearse in the real mail</h2>
<p>A rehearsal link walks every page with a real sign-in, and can never pay. Put it into the real mail in the place of a claim link, send the mail to yourself, and click it there.</p>
${rehearsedAt ? html`<p class="good">Somebody has walked one to its end.</p>` : html`<p class="notice">Nobody has walked one to its end yet.</p>`}
${rehearsalUrl && html`<div role="status">${copyable('rehearsal', 'Rehearsal link', rehearsalUrl)}<p class="hint">It is shown this once. Make another one whenever you like.</p></div>`}
${pressed(page, campaign, 'preview', rehearsalUrl ? 'Make another rehearsal link' : 'Make a rehearsal link', 'small-button')}`
}
