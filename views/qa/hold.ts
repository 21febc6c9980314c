/** The hold of a partner account: why, since when, when the next probe goes, and the button that ends it. */
import { type Hold, isProven } from '../../src/domain/partner-account.ts'
import { type Html, html } from '../html.ts'
import { holdWords } from '../operator/hold.ts'
import { timeText } from './layout.ts'

export type Release = {
  readonly accountName: string
  readonly csrfToken: string
  /** The claim link whose page the button returns to. */
  readonly back: string | null
}

/** Nothing while the account is not on hold. */
export function showHold(
  { reason, since, nextTry, restoredAt }: Hold,
  { accountName, csrfToken, back }: Release,
): Html | null {
  if (reason === null) return null
  const probe =
    nextTry === null ? 'Nothing is sent until it is released.' : `Next probe: ${timeText(nextTry)}.`
  const { why, todo } = holdWords(reason, 'release it', isProven(reason, restoredAt))
  return html`<section class="hold" aria-labelledby="on-hold"><h2 id="on-hold">${accountName} is on hold: ${reason}</h2>
<p>Since ${since && timeText(since)}. ${probe} Every claim of this account waits.</p>
<p>${why} ${todo}</p>
<form method="post" action="/qa/accounts/${accountName}/release">
<input type="hidden" name="csrf" value="${csrfToken}">
${back && html`<input type="hidden" name="back" value="${back}">`}
<button class="small-button" type="submit">Release</button>
</form>
<p class="small">Waiting scenarios that hold the account go to review, because they would hold it again; everything else is sent.</p>
</section>`
}
