/** Ending a hold by hand: why there is one, what to do first, and the press with its reason. */
import { html } from '../html.ts'
import { formatTime, locales } from '../locale.ts'
import { textField } from './form.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'

const [english] = locales

export type ShownHold = {
  /** Such as `partner account “default”`. */
  readonly held: string
  readonly path: string
  readonly since: Date
  readonly timeZone: string
  /** What happened, and what to do before the release. */
  readonly why: string
  readonly todo: string
  /** It is ended once a reconciliation found no difference, or by whoever goes without one. */
  readonly afterRestore: boolean
  readonly reason: string
  readonly problems: ReadonlyMap<string, string>
}

export function showRelease(page: AdminPage, hold: ShownHold): string {
  const { held, path, since, timeZone, why, todo, afterRestore, reason, problems } = hold
  const field = {
    name: 'reason',
    label: 'Why it can go on',
    hint: 'It is kept with your name.',
    value: reason,
    problems,
  }
  const problem = problems.get('')
  const content = html`<h1>Release ${held}?</h1>
${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
<p>On hold since ${formatTime(english, since, timeZone)}. ${why} ${todo}</p>
<p>What waits is sent from the release on. People have gone on claiming meanwhile.</p>
<form method="post" action="${path}">
${csrf(page)}
${textField(field, html`rows="3" maxlength="2000" required`)}
${afterRestore && html`<p><label><input type="checkbox" name="unreconciled" value="yes"> Although “reconcile” has not ended without a difference. What this database has forgotten may then be paid twice.</label></p>`}
<button class="button primary" type="submit">Release it</button>
</form>`
  return adminLayout(page, 'Release', content)
}

/** Where nothing is on hold, or no longer. */
export function showNotHeld(page: AdminPage, held: string): string {
  const content = html`<h1>Nothing to release</h1>
<p>The ${held} is not on hold.</p>
<p><a href="/admin/campaigns">All campaigns</a></p>`
  return adminLayout(page, 'Nothing to release', content)
}
