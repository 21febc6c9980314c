/** The launch checklist of one partner account: every step with its state, and what operators may say of it. */
import type { DepositState } from '../../src/domain/deposit.ts'
import { isUndone, type ShownStep } from '../../src/domain/launch-list.ts'
import { launchGroups } from '../../src/domain/launch-step.ts'
import type { Validation } from '../../src/domain/validation.ts'
import { type Html, html } from '../html.ts'
import { formatTime, locales } from '../locale.ts'
import {
  launchSummary,
  type Summarized,
  stepStateWords,
  unknownPortal,
  whoAndWhen,
} from '../operator/launch-list.ts'
import { launchMail } from '../operator/launch-mail.ts'
import { copyable } from './copy.ts'
import { problemSummary } from './form.ts'
import { type AdminPage, adminLayout, csrf, mayAct } from './layout.ts'

const [english] = locales

export type ShownLaunchList = Summarized & {
  /** The newest validation link; null while there is none. */
  readonly validation: Pick<Validation, 'state' | 'portalBy'> | null
  readonly redirectUri: string
  /** Every partner account, for the way to the others. */
  readonly names: readonly string[]
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
}

export function showLaunchList(page: AdminPage, list: ShownLaunchList): string {
  const { account, names, problems } = list
  const content = html`<h1>Launch: ${account.name} <span class="state">${account.marketplace}, ${account.amazonEnv}</span></h1>
${others(names, account.name)}
${problemSummary(problems, {})}
${launchSummary(list).map(text => html`<p>${text}</p>`)}
${toDo(list)}
<p>Portal: ${account.portalUrl ? html`<a href="${account.portalUrl}" rel="noopener noreferrer">${account.portalUrl}</a>` : unknownPortal(account)}</p>
${opening(page, list)}
${Object.entries(launchGroups).map(([group, title]) => part(page, list, group, title))}
${handingIn(page, list)}
<h2 id="mail">A mail to Amazon</h2>
${copyable('launch-mail', 'Mail', launchMail(list))}`
  return adminLayout(page, `Launch: ${account.name}`, content)
}

function others(names: readonly string[], current: string): Html | null {
  if (names.length < 2) return null
  const links = names.map(
    name =>
      html`<li><a href="/admin/launch/${name}"${name === current && html` aria-current="page"`}>${name}</a></li>`,
  )
  return html`<nav aria-label="Partner accounts"><ul class="tabs">${links}</ul></nav>`
}

/** The way to what keeps it shut, in a list that is long. */
function toDo({ account, launchedAt, blockers }: ShownLaunchList): Html | null {
  if (account.amazonEnv !== 'production' || launchedAt || blockers.length === 0) return null
  return html`<p>Still to do: ${blockers.map(
    ({ id, title }, at) => html`${at > 0 && ', '}<a href="#step-${id}">${title}</a>`,
  )}</p>`
}

/** Looks at everything once more before it opens. */
function opening(page: AdminPage, { account, blockers, launchedAt }: ShownLaunchList): Html | null {
  if (account.amazonEnv !== 'production' || launchedAt || !mayAct(page, 'operator') || blockers.length > 0)
    return null
  return html`<form class="confirm" method="post" action="/admin/launch/${account.name}/open">
${csrf(page)}<p>From then on every link that is out can be claimed with real money.</p>
<button class="button primary" type="submit">Open for claims</button>
</form>`
}

/** Steps that a program has proven need no word of a person. */
function handingIn(page: AdminPage, { account }: ShownLaunchList): Html | null {
  if (account.amazonEnv !== 'production' || !mayAct(page, 'operator')) return null
  return html`<h2 id="records">Records</h2>
<form method="post" action="/admin/launch/${account.name}/attach?csrf=${page.csrfToken}" enctype="multipart/form-data">
<div class="form-field"><label for="record">Record of the sandbox</label>
<p class="hint" id="record-hint">The report.json of “testplan”, or the amazon-record.json of “testplan --discover”, made with AMAZON_ENV=sandbox. Every step that it proves is marked.</p>
<input type="file" id="record" name="record" accept="application/json,.json" required aria-describedby="record-hint"></div>
<button class="small-button" type="submit">Hand it in</button>
</form>`
}

function part(page: AdminPage, list: ShownLaunchList, group: string, title: string): Html {
  const steps = list.steps.filter(step => step.group === group)
  return html`<h2>${title}</h2>
<ul class="entries">${steps.map(step => item(page, list, step))}</ul>`
}

function item(page: AdminPage, list: ShownLaunchList, step: ShownStep): Html {
  const { id, title, what, state, says, fix, mandatory } = step
  return html`<li id="step-${id}">
<h3>${title} <span class="state ${tones[state]}">${stepStateWords[state]}</span></h3>
<p>${what} <small>${whoAndWhen(step)}${!mandatory && '; not mandatory'}</small></p>
${says !== step.mark?.note && html`<p>${says}</p>`}
${saidOf(step)}
${fix && html`<p><strong>To do:</strong> ${fix}</p>`}
${mayAct(page, 'operator') && state !== 'not-applicable' && actions(page, list, step)}
</li>`
}

const tones = {
  passed: 'deposited',
  done: 'deposited',
  waived: 'review',
  failed: 'revoked',
  open: 'draft',
  'not-applicable': 'ended',
} as const

function saidOf({ mark }: ShownStep): Html | null {
  return (
    mark && html`<p class="said">${mark.by}, ${formatTime(english, mark.at, 'UTC')}: <q>${mark.note}</q></p>`
  )
}

function actions(page: AdminPage, list: ShownLaunchList, step: ShownStep): Html {
  const { account, launchedAt, validation } = list
  const { id, title, evidence, mark, mandatory } = step
  const form = (action: string, content: Html) =>
    html`<form class="word" method="post" action="/admin/launch/${account.name}/${action}">${csrf(page)}<input type="hidden" name="step" value="${id}">${content}</form>`
  const undone = isUndone(step)
  const validating = id === 'validation' && !launchedAt
  return html`<div class="acts">
${validating && (validation === null || isRepeatable(validation.state)) && form('validate', html`<button class="small-button" type="submit">Make the validation link</button>`)}
${validating && validation?.state === 'deposited' && !validation.portalBy && form('portal', html`<button class="small-button" type="submit">I have seen its row in the portal</button>`)}
${undone && evidence === 'by-hand' && form('done', word(`done-${id}`, `What was done: ${title}`, 'Done by hand'))}
${undone && mandatory && form('waive', word(`waive-${id}`, `Reason to go without: ${title}`, 'Waive'))}
${mark && form('take-back', html`<button class="small-button" type="submit">Take back<span class="spoken"> what was said of ${title}</span></button>`)}
</div>`
}

/** One that nobody has claimed becomes worthless by the next one. */
function isRepeatable(state: DepositState | null): boolean {
  return state === null || state === 'refused'
}

function word(id: string, label: string, press: string): Html {
  return html`<label class="spoken" for="${id}">${label}</label>
<input id="${id}" name="note" type="text" maxlength="2000" placeholder="${press === 'Waive' ? 'Reason' : 'What, where, when'}" autocomplete="off" required>
<button class="small-button" type="submit">${press}<span class="spoken"> (${label})</span></button>`
}

/** The only time that anybody sees the link. */
export function showValidationLink(page: AdminPage, name: string, claimUrl: string): string {
  const content = html`<h1>Validation link</h1>
<p>It is shown only now, and can be claimed once within 24 hours. Open it, sign in with an Amazon account of yours, and confirm. It deposits real money.</p>
${copyable('validation-link', 'Validation link', claimUrl)}
<p><a href="/admin/launch/${name}">Back to the checklist</a>, which then shows Amazon’s answer and the funds before and after.</p>`
  return adminLayout(page, 'Validation link', content)
}
