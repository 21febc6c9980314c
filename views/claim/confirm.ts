/** The confirm page: what is deposited, into which account, and that it is final. */
import type { ClaimFacts } from '../claim-facts.ts'
import { html } from '../html.ts'
import { externalLink, facts, layout, type Page } from '../layout.ts'
import { countryName, formatMoney } from '../locale.ts'

export type Confirm = ClaimFacts & {
  readonly initials: string | null
  readonly confirmPath: string
  readonly wrongAccountPath: string
  readonly csrfToken: string
  /** The page was posted from an older view of the facts. */
  readonly stale: boolean
}

export function showConfirm(page: Page, confirm: Confirm): string {
  const { locale } = page
  const words = locale.messages.confirm
  const amount = formatMoney(locale, confirm.money)
  const content = html`${confirm.stale && html`<p class="notice" role="alert">${words.stale}</p>`}
<p class="kicker">${confirm.initials ? words.signedInAs(confirm.initials) : words.signedIn}</p>
<h1>${words.title(amount)}</h1>
${facts([
  [words.amount, amount],
  [words.where, words.balance(countryName(locale, confirm.country))],
  [words.from, confirm.senderName],
])}
${!confirm.initials && html`<p>${words.unseen} ${externalLink(page, confirm.accountUrl, words.checkAccount)}</p>`}
<p>${words.final}</p>
<form class="action" method="post" action="${confirm.confirmPath}">
<input type="hidden" name="csrf" value="${confirm.csrfToken}">
<button class="button" type="submit">${words.submit(amount)}</button>
</form>
<form method="post" action="${confirm.wrongAccountPath}">
<input type="hidden" name="csrf" value="${confirm.csrfToken}">
<button class="plain" type="submit">${words.wrong}</button>
</form>`
  return layout(page, words.title(amount), content)
}
