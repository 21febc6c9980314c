/** Deciding a deposit in review: with evidence, and by two people where the money may have been applied. */
import { type Html, html } from '../html.ts'
import { choiceField, textField } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'

export type Review = {
  /** An attempt may have been applied, so refusing takes two people. */
  readonly inDoubt: boolean
  /** Who proposed to refuse it, and why; null while nobody has. */
  readonly proposal: { readonly actor: string; readonly evidence: string; readonly isOwn: boolean } | null
  /** What was chosen and written, where it could not be taken. */
  readonly typed: { readonly as: string; readonly evidence: string }
  readonly problems: ReadonlyMap<string, string>
}

export function reviewForm(page: AdminPage, linkId: string, review: Review): Html {
  const { typed, problems } = review
  const as = { name: 'as', label: 'What became of it', value: typed.as, problems }
  const evidence = {
    name: 'evidence',
    label: 'How you know',
    hint: 'Such as what Amazon answered, with its case number. It is kept with your name.',
    value: typed.evidence,
    problems,
  }
  return html`<form class="links-actions" method="post" action="/admin/links/${linkId}/resolve">
${csrf(page)}
<h3>Decide it</h3>
${proposalText(review)}
${choiceField(as, verdicts(review))}
${textField(evidence, html`rows="3" maxlength="2000" required`)}
<button class="button primary" type="submit">Decide</button>
</form>`
}

function verdicts({ proposal }: Review): ReadonlyArray<readonly [string, string]> {
  const deposited = ['deposited', 'Amazon has deposited it'] as const
  if (proposal?.isOwn) return [['', 'Choose'], deposited]
  return [['', 'Choose'], deposited, ['refused', 'Amazon has not deposited it, and never will']]
}

function proposalText({ inDoubt, proposal }: Review): Html | null {
  if (proposal?.isOwn)
    return html`<p>You proposed to refuse it: “${proposal.evidence}”. Somebody else must look at the evidence and agree.</p>`
  if (proposal)
    return html`<p>${proposal.actor} proposed to refuse it: “${proposal.evidence}”. If you have seen for yourself that it was not deposited, refusing it here completes that.</p>`
  if (!inDoubt) return null
  return html`<p>It may have been applied, and refusing it permits a second payment: the first of two people proposes that, and the second completes it.</p>`
}
