/** The landing page of a claim link that can be claimed: what you get, what you need, what happens next. */

import type { ClaimFacts } from '../claim-facts.ts'
import { type Html, html } from '../html.ts'
import { facts, layout, type Page } from '../layout.ts'
import { countryName, formatDeadline, formatMoney } from '../locale.ts'

export type SignInLink = {
  readonly signInPath: string
  /** Amazon's own unmodified button, when the operator has provided it. */
  readonly buttonImage: string | null
}

export type Landing = ClaimFacts &
  SignInLink & {
    readonly message: string
    readonly closesAt: Date
    readonly timeZone: string
    readonly signInHost: string
    readonly seesName: boolean
  }

export function showClaimLink(page: Page, landing: Landing): string {
  const { locale } = page
  const words = locale.messages.landing
  const amount = formatMoney(locale, landing.money)
  const content = html`<p class="kicker">${words.from(landing.senderName)}</p>
<h1>${words.title(amount)}</h1>
<p>${words.intro}</p>
${landing.message && html`<figure><blockquote>${landing.message}</blockquote><figcaption>${words.message(landing.senderName)}</figcaption></figure>`}
${facts([
  [words.account, words.accountIn(countryName(locale, landing.country), landing.site)],
  [words.until, formatDeadline(locale, landing.closesAt, landing.timeZone)],
])}
<p class="action">${signInButton(landing)}</p>
<p class="small">${words.noAccount}</p>
<h2>${words.how}</h2>
<ol>${words.steps.map(step => html`<li>${step}</li>`)}</ol>
<p class="small">${words.safe(landing.signInHost)} ${landing.seesName ? words.withName : words.idOnly}</p>`
  return layout(page, words.title(amount), content)
}

/** Amazon wants its own words on the button in every language. */
export function signInButton({ signInPath, buttonImage }: SignInLink): Html {
  const label = 'Login with Amazon'
  if (!buttonImage) return html`<a class="button amazon" href="${signInPath}" lang="en">${label}</a>`
  return html`<a href="${signInPath}" lang="en"><img src="${buttonImage}" alt="${label}" height="46"></a>`
}
