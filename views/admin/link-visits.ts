/** Who opened a claim link, as far as anybody can know. */
import { type Html, html } from '../html.ts'
import { formatCount, formatTime, locales } from '../locale.ts'

const [english] = locales

export type ShownVisits = {
  readonly machines: number
  readonly browsers: number
  readonly people: number
  readonly signedIn: number
  readonly firstMachineAt: Date | null
  readonly firstBrowserAt: Date | null
  readonly firstPersonAt: Date | null
  readonly firstSignedInAt: Date | null
}

/** `visits` is undefined while nothing has opened the link. */
export function visitTable(visits: ShownVisits | undefined, timeZone: string): Html {
  if (!visits) return html`<p>Nobody and nothing has opened it yet.</p>`
  const rows = [
    ['Machines', 'scanners, previews, whatever fetches ahead', visits.machines, visits.firstMachineAt],
    ['In a browser', 'somebody, or a scanner that looks like it', visits.browsers, visits.firstBrowserAt],
    ['People', 'sent back by Amazon, signed in or cancelled', visits.people, visits.firstPersonAt],
    ['Signed in', 'with an Amazon account', visits.signedIn, visits.firstSignedInAt],
  ] as const
  return html`<table class="visits"><thead><tr><th scope="col">Who</th><th scope="col" class="number">Times</th><th scope="col">First</th></tr></thead>
<tbody>${rows.map(
    ([who, meaning, count, first]) =>
      html`<tr><th scope="row">${who} <small>${meaning}</small></th><td class="number">${formatCount(english, count)}</td>
<td>${first ? formatTime(english, first, timeZone) : 'never'}</td></tr>`,
  )}</tbody></table>`
}
