/** The embed kit of a campaign: what to paste into a mail system or a page, where each part comes from, what goes wrong. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { ProblemKind } from '../../src/domain/merge-tag.ts'
import { checklistOf, commonTraps, type MailSystem } from '../embed/mail-systems.ts'
import type { Snippet } from '../embed/snippet.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatTime, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { copyable } from './copy.ts'
import type { AdminPage } from './layout.ts'

const [english] = locales

export type EmbedPage = {
  /** Every place to put links, by its name in the address. */
  readonly places: ReadonlyArray<readonly [name: string, title: string]>
  readonly current: string
  readonly place: MailPlace | WebPlace
  /** A whole document that shows the snippet as its reader sees it. */
  readonly preview: string
  readonly realUrl: string
  readonly problems: ReadonlyArray<{ kind: ProblemKind; count: number; firstAt: Date; lastAt: Date }>
}

export type MailPlace = { readonly kind: 'mail'; readonly system: MailSystem; readonly snippet: Snippet }
export type WebPlace = { readonly kind: 'web'; readonly html: string; readonly tag: string }

export function showEmbed(page: AdminPage, campaign: Campaign, embed: EmbedPage): string {
  const { place, realUrl } = embed
  const content = html`${embed.problems.length > 0 && problemNotice(campaign, embed)}
<nav aria-label="Where to"><ul class="tabs places">${embed.places.map(([name, title]) => placeLink(embed, name, title))}</ul></nav>
${place.kind === 'mail' ? mailPlace(place, embed.preview) : webPlace(place, embed.preview)}
<h2>Beside the button</h2>
<p>Recipients who doubt your mail can read who sends it at an address of this service. The button brings it along; you can print or mention it anywhere.</p>
${copyable('real', 'Address of “Is this real?”', realUrl)}
<p><a href="${new URL(realUrl).pathname}">See this page</a></p>
<p><a href="/admin/campaigns/${campaign.id}/embed/qr">QR codes and cards to print</a></p>`
  return campaignLayout(page, campaign, 'embed', content)
}

function placeLink({ current }: EmbedPage, name: string, title: string): Html {
  return html`<li><a href="?for=${name}"${name === current && html` aria-current="true"`}>${title}</a></li>`
}

function mailPlace({ system, snippet }: MailPlace, preview: string): Html {
  const { title, column, field, tag, steps, traps } = system
  return html`<h2>${title}</h2>
<dl><div><dt>Column</dt><dd><code>${column}</code> of the delivered file</dd></div>
<div><dt>Field</dt><dd><code>${field}</code></dd></div></dl>
<ol>${steps.map(step => html`<li>${step}</li>`)}</ol>
${copyable('tag', 'Tag of the field', tag)}
<div class="kit">
<div>${copyable('html', 'The button, as HTML', snippet.html)}</div>
${previewFrame(preview)}
</div>
${copyable('text', 'Plain-text version', snippet.text)}
<h2>What goes wrong</h2>
<ul>${[...traps, ...commonTraps].map(trap => html`<li>${trap}</li>`)}</ul>
<h2>Before you send</h2>
<ol>${checklistOf(system).map(check => html`<li>${check}</li>`)}</ol>`
}

function webPlace({ html: snippet, tag }: WebPlace, preview: string): Html {
  return html`<h2>A web page</h2>
<p>For a page that knows who reads it, such as a portal after its sign-in. It is a plain link and needs no script.</p>
<ol><li>Keep the column <code>claim_token</code> of the delivered file beside each person’s account.</li>
<li>Paste the button, and let your page write that person’s token in place of <code>${tag}</code>.</li></ol>
<div class="kit">
<div>${copyable('html', 'The button, as HTML', snippet)}</div>
${previewFrame(preview)}
</div>
<h2>What goes wrong</h2>
<ul><li>One link for everybody pays once: the first to claim it has it.</li>
<li>A claim link opens in its own tab or in place of your page. It cannot be shown in a frame: Amazon’s sign-in needs the whole window.</li>
${commonTraps.map(trap => html`<li>${trap}</li>`)}</ul>`
}

/** Nothing in it can be pressed: what it leads to is not there yet. */
function previewFrame(preview: string): Html {
  return html`<section class="mail" aria-labelledby="preview"><h3 id="preview">As it looks</h3>
<iframe title="Preview" sandbox="" srcdoc="${preview}"></iframe></section>`
}

const problemWords: Readonly<Record<ProblemKind, string>> = {
  'unreplaced-tag': 'a tag that the mail system had not replaced',
  'empty-token': 'a field that was empty',
}

function problemNotice({ timeZone }: Campaign, { problems }: EmbedPage): Html {
  const time = (at: Date) => formatTime(english, at, timeZone)
  return html`<div class="notice problem"><h2>Links without a token</h2>
<ul>${problems.map(
    ({ kind, count, firstAt, lastAt }) =>
      html`<li>${formatCount(english, count)} ${count === 1 ? 'visit' : 'visits'} with ${problemWords[kind]}; first ${time(firstAt)}, last ${time(lastAt)}</li>`,
  )}</ul>
<p>Whoever it was read that the link is incomplete; some may be scanners that look like browsers. Mend the mail, and send it again to those who got the broken one.</p></div>`
}
