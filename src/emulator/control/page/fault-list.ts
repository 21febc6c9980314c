// The active faults, each with the button that ends it.

import { type ActiveFault, FAULTS, type Faults } from '../../fault/fault.ts'
import { type Html, html } from '../../html.ts'
import { PATHS, type PageName } from './control-page.ts'

/** `from` is the page that the buttons lead back to. */
export function faultList(faults: Faults, from: PageName): Html {
  const active = faults.active()
  if (active.length === 0) return html`<p class="soft">None: every call gets its true answer.</p>`
  return html`<ul class="plain">${active.map(fault => item(fault, from))}</ul>
<form method="post" action="${PATHS.faults}/clear"><input type="hidden" name="from" value="${from}">
<button type="submit">End all</button></form>`
}

function item(fault: ActiveFault, from: PageName): Html {
  return html`<li class="head"><span><code>${fault.fault}</code> on ${fault.operation}<br>
<span class="soft">${terms(fault)}</span></span>
<form method="post" action="${PATHS.faults}/remove"><input type="hidden" name="from" value="${from}">
<button type="submit" class="remove" name="id" value="${fault.id}" aria-label="End ${fault.fault} on ${fault.operation}">End</button></form></li>`
}

/** How often and on what it is played. */
function terms({ fault, count, probability, requestId, seconds }: ActiveFault): string {
  const parts = [
    count === undefined ? 'until ended' : count === 1 ? 'once more' : `${count} times more`,
    probability === undefined ? '' : `with ${Math.round(probability * 100)} % probability`,
    requestId === undefined ? '' : `only for ${requestId}`,
    FAULTS[fault]?.description.includes('`seconds`') ? `${seconds} s` : '',
  ]
  return parts.filter(part => part !== '').join(', ')
}
