// The pages of the marketplace's website a recipient is linked to: gift-card balance and account.

import express, { type Router } from 'express'
import { type Html, html } from '../html.ts'
import { displayAmount } from '../incentives/currency.ts'
import type { Ledger } from '../incentives/ledger.ts'
import { ACCOUNTS, type Account, displayName, findAccount } from './account.ts'
import { amazonPage, facts } from './amazon-page.ts'
import type { Consents } from './consent.ts'
import type { Grants } from './grant.ts'
import { SECURITY_PROFILE } from './login-client.ts'
import { forget, rememberedAccount } from './remembered.ts'

export interface AccountParts {
  readonly ledger: Ledger
  readonly consents: Consents
  readonly grants: Grants
}

/** Both pages show who is remembered in this browser, and something of every test account. */
export function accountRoutes({ ledger, consents, grants }: AccountParts): Router {
  const router = express.Router()
  router.get('/gc/balance', (req, res) => {
    res.send(amazonPage('Gift card balance', html`${signedIn(rememberedAccount(req))}${balances(ledger)}`))
  })
  router.get(ACCOUNT_PATH, (req, res) => {
    res.send(amazonPage('Your account', html`${signedIn(rememberedAccount(req))}${applications(consents)}`))
  })
  router.post('/remove-access', express.urlencoded({ extended: false }), (req, res) => {
    const account = findAccount(req.body?.account)
    if (account) {
      consents.withdraw(account)
      grants.revoke(account)
    }
    res.redirect(303, ACCOUNT_PATH)
  })
  router.post('/sign-out', (_req, res) => {
    forget(res)
    res.redirect(303, ACCOUNT_PATH)
  })
  return router
}

const ACCOUNT_PATH = '/gp/css/homepage.html'

function signedIn(account: Account | undefined): Html {
  if (!account) return html`<p>Nobody stays signed in with this browser.</p>`
  return html`<p>Signed in as <strong>${displayName(account)}</strong>.</p>
<form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`
}

function balances(ledger: Ledger): Html {
  return html`<h2>Balances of the test accounts</h2>
${facts(ACCOUNTS.map(account => [displayName(account), balanceOf(ledger, account)]))}
<p><a href="${ACCOUNT_PATH}">Applications with access</a></p>`
}

function balanceOf(ledger: Ledger, account: Account): string {
  const sums = [...ledger.balancesOf(account.userId)]
  return sums.map(([currency, minor]) => displayAmount(minor, currency)).join(', ') || 'nothing yet'
}

function applications(consents: Consents): Html {
  const list = ACCOUNTS.map(account => [account, consents.of(account)] as const)
  const given = list.filter(([, scopes]) => scopes.length > 0)
  return html`<h2>Applications with access</h2>
${given.length > 0 ? given.map(([account, scopes]) => application(account, scopes)) : html`<p>None.</p>`}
<p><a href="/gc/balance">Gift card balances</a></p>`
}

/** Every test account's, for there is no password that would make somebody one of them. */
function application(account: Account, scopes: readonly string[]): Html {
  return html`<form method="post" action="/remove-access" class="box">
<h2>${SECURITY_PROFILE.name}</h2>
<p>may read ${scopes.join(', ')} of ${displayName(account)}</p>
<button name="account" value="${account.key}" type="submit">Remove access</button>
</form>`
}
