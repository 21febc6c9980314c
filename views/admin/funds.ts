/** The funds of every partner account: what Amazon says, how long it lasts, and how to add to it. */
import { type Html, html } from '../html.ts'
import { facts } from '../layout.ts'
import { fundingSteps, fundsAlert, fundsFacts, type KnownFunds } from '../operator/funding.ts'
import { type AdminPage, adminLayout } from './layout.ts'

export function showFunds(page: AdminPage, accounts: readonly KnownFunds[]): string {
  const content = html`<h1>Funds</h1>
<p>What Amazon says of each balance, asked once a minute, and whether a payment made now would still come in time. Times are in UTC.</p>
${accounts.map(section)}`
  return adminLayout(page, 'Funds', content)
}

function section(funds: KnownFunds): Html {
  const { account } = funds
  const alert = fundsAlert(funds)
  return html`<section aria-labelledby="funds-${account.name}">
<h2 id="funds-${account.name}">${account.name} <span class="state">${account.marketplace}</span></h2>
${alert && html`<p class="notice problem" role="alert">${alert}</p>`}
<div class="beside even">
<div>${facts(fundsFacts(funds))}</div>
<div><h3>Add funds</h3><ol class="numbered">${fundingSteps(account).map(step => html`<li>${step}</li>`)}</ol></div>
</div>
</section>`
}
