/** The QA page: every scenario with a button that makes its claim link, and the links made before. */
import type { Hold } from '../../src/domain/partner-account.ts'
import { type Ending, type Scenario, scenarios } from '../../src/domain/scenario.ts'
import { type Html, html } from '../html.ts'
import type { Locale } from '../locale.ts'
import { endings, endingWords, recipientReads } from './ending.ts'
import { showHold } from './hold.ts'
import { type QaPage, qaLayout, spoken, timeText } from './layout.ts'

export type Overview = {
  readonly account: { readonly name: string; readonly currency: string }
  readonly accountNames: readonly string[]
  /** What the amount field holds. */
  readonly amount: string
  /** The amount as recipients read it. */
  readonly shownAmount: string
  readonly csrfToken: string
  /** What was wrong. */
  readonly notice: string | null
  /** True when that was the amount. */
  readonly amountIsWrong: boolean
  readonly hold: Hold
  readonly links: readonly QaLinkRow[]
  readonly emulatorUrl: string | null
  readonly resendHours: number
}

export type QaLinkRow = {
  readonly id: string
  readonly reference: string
  readonly mockCode: string | null
  readonly amount: string
  readonly state: string
  readonly createdAt: Date
}

export function showOverview(page: QaPage, locale: Locale, overview: Overview): string {
  const { account, notice, csrfToken, hold } = overview
  const content = html`<h1>Claim links for every answer of Amazon</h1>
<p>Make a link, open it as a recipient, sign in and confirm: Amazon answers as its mock code says.</p>
${contents(overview)}
${notice && html`<p class="notice problem" id="problem" role="alert">${notice}</p>`}
${accountChoice(overview)}
${showHold(hold, { accountName: account.name, csrfToken, back: null })}
<div class="columns">
<form method="post" action="/qa/links" class="maker">
<input type="hidden" name="csrf" value="${csrfToken}">
<input type="hidden" name="account" value="${account.name}">
<p class="field"><label for="amount">Amount in ${account.currency}</label>
<input type="text" id="amount" name="amount" value="${overview.amount}" inputmode="decimal" autocomplete="off" required${overview.amountIsWrong && html` aria-invalid="true" aria-describedby="problem"`}></p>
${plainLink()}
${endings.map(ending => scenarioGroup(locale, overview, ending))}
</form>
<div>
${latest(overview.links)}
${faults(overview.emulatorUrl)}
</div>
</div>`
  return qaLayout(page, 'Claim links', content)
}

/** The page is long on a phone. */
function contents({ resendHours }: Overview): Html {
  const entries = endings.map(ending => [ending, endingWords(ending, resendHours).title] as const)
  return html`<nav aria-label="On this page"><ul class="tabs">${[
    ...entries,
    ['latest', 'Latest links'] as const,
  ].map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}

function accountChoice({ account, accountNames }: Overview): Html | null {
  if (accountNames.length < 2) return null
  return html`<nav aria-label="Partner account"><ul class="tabs">${accountNames.map(
    name =>
      html`<li><a href="/qa?account=${name}"${name === account.name && html` aria-current="page"`}>${name}</a></li>`,
  )}</ul></nav>`
}

function plainLink(): Html {
  return html`<section aria-labelledby="plain"><h2 id="plain">No scenario</h2>
<ul class="scenarios"><li><span class="code">–</span><span class="name">An ordinary claim link: Amazon decides</span>
${makeButton('', 'without a scenario')}</li></ul></section>`
}

function scenarioGroup(locale: Locale, { shownAmount, resendHours }: Overview, ending: Ending) {
  const { title, operator } = endingWords(ending, resendHours)
  const rows = scenarios.filter(scenario => scenario.ending === ending)
  return html`<section aria-labelledby="${ending}"><h2 id="${ending}">${title}</h2>
<dl class="meaning"><div><dt>Recipient reads</dt><dd>“${recipientReads(locale, ending, shownAmount)}”</dd></div>
<div><dt>Operator sees</dt><dd>${operator}</dd></div></dl>
<ul class="scenarios">${rows.map(scenarioRow)}</ul></section>`
}

function scenarioRow({ code, name, hold, published }: Scenario): Html {
  const notes = [
    hold === null ? [] : `hold: ${hold}`,
    published ? [] : 'code inferred from the order of Amazon’s list',
  ].flat()
  return html`<li><span class="code">${code}</span>
<span class="name">${breakable(name)}${notes.length > 0 && html`<small>${notes.join(' · ')}</small>`}</span>
${makeButton(code, `for ${code}`)}</li>`
}

/** A long name of Amazon's may break between its words, and nowhere else. */
function breakable(name: string): readonly Html[] {
  return name
    .split(/(?<=[a-z])(?=[A-Z])/)
    .map((word, index) => (index === 0 ? html`${word}` : html`<wbr>${word}`))
}

function makeButton(code: string, about: string): Html {
  return html`<button class="small-button" type="submit" name="scenario" value="${code}">Make a claim link${spoken(about)}</button>`
}

function latest(links: readonly QaLinkRow[]): Html {
  return html`<h2 id="latest">Latest links</h2>
${
  links.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul class="latest">${links.map(
        link => html`<li><a href="/qa/links/${link.id}">${link.reference}</a>
<span class="state ${link.state}">${link.state}</span>
<small>${link.mockCode ?? 'no scenario'} · ${link.amount} · ${timeText(link.createdAt)}</small></li>`,
      )}</ul>`
}`
}

function faults(emulatorUrl: string | null): Html | null {
  if (emulatorUrl === null) return null
  return html`<h2>Trouble on the wire</h2>
<p>Time-outs, cut connections, wrong echoes and whole days when Amazon is down are switched on at
<a href="${emulatorUrl}/_emulator">the emulator’s page</a>; then use a link without a scenario. Its scenario “A definite no
after the money moved” leads to review at once.</p>`
}
