// The pages of the marketplace's website a recipient is linked to: gift-card balance and account.

import express, { type Request, type Response, type Router } from 'express'
import { type Html, html, page } from '../html.ts'
import { displayAmount } from '../incentives/currency.ts'
import type { Ledger } from '../incentives/ledger.ts'
import { ACCOUNTS, type Account, displayName } from './account.ts'
import { rememberedAccount } from './remembered.ts'

/** Both show the same: who is remembered in this browser, and what every test account has. */
export function accountRoutes({ ledger }: { ledger: Ledger }): Router {
  const router = express.Router()
  const show = (title: string) => (req: Request, res: Response) => {
    res.send(page(title, html`${signedIn(rememberedAccount(req))}${balances(ledger)}`))
  }
  router.get('/gc/balance', show('Gift card balance'))
  router.get('/gp/css/homepage.html', show('Your account'))
  return router
}

function signedIn(account: Account | undefined): Html {
  if (!account) return html`<p>Nobody stays signed in with this browser.</p>`
  return html`<p>Signed in as <strong>${displayName(account)}</strong>.</p>
<form method="post" action="/sign-out"><button>Sign out</button></form>`
}

function balances(ledger: Ledger): Html {
  return html`<h2>Balances of the test accounts</h2>
<dl>${ACCOUNTS.map(
    account => html`<dt>${displayName(account)} (${account.key})</dt><dd>${balanceOf(ledger, account)}</dd>`,
  )}</dl>`
}

function balanceOf(ledger: Ledger, account: Account): string {
  const sums = [...ledger.balancesOf(account.userId)]
  return sums.map(([currency, minor]) => displayAmount(minor, currency)).join(', ') || 'nothing yet'
}
