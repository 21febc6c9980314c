// The look of the pages that play Amazon: sign-in, consent, account, balance. They do not imitate its design.

import { type Html, html, page } from '../html.ts'

/** A page under the emulator's own banner, so that nobody takes it for Amazon's. */
export function amazonPage(title: string, body: Html): string {
  return page(title, body, { style: STYLE })
}

/** Names and values side by side. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

const STYLE = html`
.facts{display:grid;grid-template-columns:fit-content(12rem) minmax(7rem,1fr);gap:.25rem 1rem;margin:.5rem 0 0}
.facts dt{font-weight:400;color:var(--soft)}
.facts dd{margin:0}
.box{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0}
.box h2,.box p{margin:0}
.box h2{font-size:1rem}
.box label{font-weight:600}
.box button{width:auto;margin:.75rem 0 0;padding:.5rem 1rem}
button strong{display:block}
.primary,.quiet{text-align:center}
.primary{background:var(--accent);border-color:var(--accent);color:var(--card);font-weight:600;margin-top:1rem}
.quiet{background:none}
.plays{border-top:1px solid var(--line);padding-top:.75rem;margin:1.5rem 0 0}
`
