// The latest calls of servers, as they come in.

import { type Exchanges, KEPT } from '../../exchange.ts'
import { html } from '../../html.ts'
import { callTable } from './call-row.ts'
import { controlPage, liveToggle } from './control-page.ts'

/** `live` says that the page looks again by itself, and offers to stop that. */
export function callsPage(exchanges: Exchanges, live: boolean): string {
  return controlPage({
    name: 'calls',
    title: 'Calls',
    lead: html`The last ${KEPT} calls that servers made, newest first, each with request and answer in full.
${liveToggle('calls', live)}`,
    body: html`<section>${callTable(exchanges.latest())}</section>`,
  })
}
