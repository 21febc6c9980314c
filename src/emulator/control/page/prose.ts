// Small pieces that several pages show: prose with code in it, times, the mark of what is assumed.

import { type Html, html } from '../../html.ts'
import { type Area, STATEMENTS, type Standing } from '../standing.ts'
import { PATHS } from './control-page.ts'

/** Text in which backticks enclose what stands literally somewhere. */
export function prose(text: string): Html {
  const parts = text.split('`')
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`
}

/** The time of day of an ISO 8601 date in UTC, to the second. */
export function timeOf(at: string): Html {
  return html`<time datetime="${at}">${at.slice(11, 19)}</time>`
}

/** How much of an area is known: `2 recorded · 1 assumed`, leading to the statements. */
export function standingMark(area: Area): Html {
  const counts = STANDINGS.map(standing => ({
    standing,
    count: STATEMENTS.filter(statement => statement.area === area && statement.standing === standing).length,
  }))
  const words = counts.filter(({ count }) => count > 0).map(({ standing, count }) => `${count} ${standing}`)
  return html`<a class="standing" href="${PATHS.facts}#${area}">${words.join(' · ')}</a>`
}

const STANDINGS: readonly Standing[] = ['recorded', 'documented', 'assumed']
