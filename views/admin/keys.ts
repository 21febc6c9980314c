/** The access keys of every partner account: how old each is, what Amazon says of it, and the way through a rotation. */
import { isRefused, mostDays } from '../../src/domain/access-key.ts'
import type { ShownKey, ShownKeys } from '../../src/domain/key-list.ts'
import type { Step } from '../../src/domain/key-rotation.ts'
import { type Html, html } from '../html.ts'
import { formatTime, locales } from '../locale.ts'
import { ageWords, answerWords, overdueWords, stepWords } from '../operator/keys.ts'
import { problemSummary } from './form.ts'
import { type AdminPage, adminLayout, csrf, mayAct } from './layout.ts'

const [english] = locales

export type KeysForm = {
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
  /** What has just been done, in words. */
  readonly done: string | null
}

export function showKeys(page: AdminPage, accounts: readonly ShownKeys[], form: KeysForm): string {
  const content = html`<h1>Access keys</h1>
<p>They sign every call to Amazon. Each has to be replaced before it is ${mostDays} days old. Of a key you see the last four characters.</p>
${problemSummary(form.problems, {})}
${form.done && html`<p class="notice" role="status">${form.done}</p>`}
${accounts.map(account => accountSection(page, account))}`
  return adminLayout(page, 'Access keys', content)
}

function accountSection(page: AdminPage, shown: ShownKeys): Html {
  const { account, keys, overdueDays } = shown
  return html`<section aria-labelledby="account-${account}">
<h2 id="account-${account}">Partner account “${account}”</h2>
${overdueDays > 0 && html`<p class="notice problem">${overdueWords(overdueDays)}</p>`}
${keys.filter(({ level }) => level !== 'good').map(tooOld)}
<ul class="members">${keys.map(key => keyItem(page, shown, key))}</ul>
${rotation(page, shown)}
${processTable(shown)}
</section>`
}

function tooOld(key: ShownKey): Html {
  const when = key.level === 'error' ? 'It should have been replaced by' : 'Replace it by'
  return html`<p class="notice problem">Key …${key.lastFour} is ${ageWords(key)} old. ${when} ${day(key.replaceBy)}.</p>`
}

function keyItem(page: AdminPage, shown: ShownKeys, key: ShownKey): Html {
  const { lastFour, chosen, createdAt, firstSeenAt, provenAt, refusedAt, loadedBy, signedBy } = key
  const state = isRefused(key) ? 'refused' : chosen ? 'live' : 'draft'
  const word = isRefused(key) ? 'refused' : 'stands by'
  const running = shown.processes.length
  return html`<li>
<div><h3>…${lastFour} <span class="state ${state}">${chosen ? 'signs' : word}</span></h3>
<p>${answerWords(key)}. Age: ${ageWords(key)}. Replace it by ${day(key.replaceBy)}.</p>
<p class="hint">First seen ${time(firstSeenAt)}.${createdAt && html` Made ${day(createdAt)}.`}${provenAt && html` Last accepted ${time(provenAt)}.`}${refusedAt && html` Last refused ${time(refusedAt)}.`}
In ${loadedBy} of ${running} running processes; ${signedBy} sign with it.</p></div>
${mayAct(page, 'operator') && html`<div class="acts">${tryForm(page, shown, key)}</div>`}
${mayAct(page, 'operator') && createdForm(page, shown, key)}
</li>`
}

function tryForm(page: AdminPage, { account }: ShownKeys, { idHash, lastFour }: ShownKey): Html {
  return html`<form method="post" action="/admin/keys/${account}/prove">
${csrf(page)}<input type="hidden" name="key" value="${idHash}">
<button class="small-button" type="submit">Ask Amazon<span class="spoken"> with the key ${lastFour}</span></button>
</form>`
}

function createdForm(
  page: AdminPage,
  { account }: ShownKeys,
  { idHash, lastFour, createdAt }: ShownKey,
): Html {
  const id = `created-${account}-${lastFour}`
  return html`<details><summary>${createdAt ? 'Correct its age' : 'When was it made?'}</summary>
<form method="post" action="/admin/keys/${account}/note">
${csrf(page)}<input type="hidden" name="key" value="${idHash}">
<div class="form-field"><label for="${id}">Day on which …${lastFour} was made, as the portal shows it</label>
<input type="date" id="${id}" name="created" value="${createdAt ? day(createdAt) : ''}" required></div>
<button class="small-button" type="submit">Save<span class="spoken"> the day of ${lastFour}</span></button>
</form></details>`
}

function rotation(page: AdminPage, shown: ShownKeys): Html | null {
  if (shown.steps.length === 0) return null
  return html`<h3>Rotation</h3>
<ol class="steps-list">${shown.steps.map(step => stepItem(page, shown, step))}</ol>`
}

/** Only the step that is to be done now is told in full. */
function stepItem(page: AdminPage, shown: ShownKeys, { name, state }: Step): Html {
  const { title, text } = stepWords[name]
  return html`<li class="${state}"${state === 'now' && html` aria-current="step"`}><strong>${title}</strong>${state === 'done' && html` <span class="state live">done</span>`}
${state === 'now' && html`<p>${text}</p>${mayAct(page, 'operator') && deed(page, shown, name)}`}</li>`
}

/** The step's button, where it is not done at Amazon alone. */
function deed(page: AdminPage, shown: ShownKeys, name: Step['name']): Html | null {
  const { account, keys, fresh } = shown
  const button = buttons[name]
  if (!button) return null
  const [which, text, action] = button
  if (name === 'switch' && keys[0]?.idHash === fresh)
    return html`<p>It is the one to sign, and not every process has heard of it. <a href="/admin/keys">Look again</a></p>`
  return html`<form method="post" action="/admin/keys/${account}/${action}">${csrf(page)}
<input type="hidden" name="key" value="${shown[which]}">
<button class="button primary" type="submit">${text}</button></form>`
}

type Button = readonly [key: 'old' | 'fresh', text: string, action: string]

const buttons: Readonly<Partial<Record<Step['name'], Button>>> = {
  prove: ['fresh', 'Ask Amazon with the new key', 'prove'],
  switch: ['fresh', 'Let the new key sign', 'switch'],
  deactivate: ['old', 'Ask Amazon with the old key', 'prove'],
  validate: ['fresh', 'Ask Amazon with the new key', 'prove'],
}

function processTable({ account, processes }: ShownKeys): Html {
  if (processes.length === 0) return html`<p>No process of the service is running.</p>`
  return html`<h3>Running processes</h3>
<section class="scrolls keys-table" tabindex="0" aria-label="Processes of ${account}"><table>
<thead><tr><th scope="col">Process</th><th scope="col">Keys</th><th scope="col">Signs with</th><th scope="col">Last heard of</th></tr></thead>
<tbody>${processes.map(
    ({ name, keys, seenAt, problem }) => html`<tr><th scope="row">${name}</th>
<td>${keys.map(({ lastFour }) => `…${lastFour}`).join(', ')}${problem && html`<p class="bad">${problem}</p>`}</td>
<td>${keys.filter(({ signs }) => signs).map(({ lastFour }) => `…${lastFour}`)}</td><td>${time(seenAt)}</td></tr>`,
  )}</tbody></table></section>`
}

function time(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${formatTime(english, at, 'UTC')}</time>`
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
