// What of this emulator is Amazon's recorded or documented behaviour, and what is assumed.

import { type Html, html } from '../../html.ts'
import { AREAS, type Area, STATEMENTS, type Standing, type Statement } from '../standing.ts'
import { controlPage, PATHS } from './control-page.ts'
import { prose } from './prose.ts'

export function factsPage(): string {
  return controlPage({
    name: 'facts',
    title: 'Fact or assumption',
    lead: html`No recording of <code>LoadAmazonBalance</code> was ever published. What passes here is not proven for
Amazon; the questions that matter most can be answered differently in the <a href="${PATHS.worlds}">worlds</a>.`,
    body: html`<dl class="tiles">${Object.entries(MEANINGS).map(
      ([standing, meaning]) =>
        html`<div><dt>${mark(standing as Standing)}</dt><dd class="soft">${meaning}</dd></div>`,
    )}</dl>
<div class="masonry">${Object.entries(AREAS).map(([area, title]) => card(area as Area, title))}</div>`,
  })
}

const MEANINGS: Readonly<Record<Standing, string>> = {
  recorded: 'Seen on Amazon’s wire, or in a client that works.',
  documented: 'Said by Amazon or AWS.',
  assumed: 'This emulator’s choice, for want of both.',
}

const TONES: Readonly<Record<Standing, string>> = { recorded: 'good', documented: 'good', assumed: 'unsure' }

function mark(standing: Standing): Html {
  return html`<span class="tag ${TONES[standing]}">${standing}</span>`
}

function card(area: Area, title: string): Html {
  const own = STATEMENTS.filter(statement => statement.area === area)
  return html`<section id="${area}"><h2>${title}</h2><ul class="plain">${own.map(item)}</ul></section>`
}

function item({ standing, text }: Statement): Html {
  return html`<li>${mark(standing)} ${prose(text)}</li>
`
}
