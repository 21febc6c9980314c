/** What people say of the steps of the launch checklist; every word is in the audit. */
import { type AuditAction, parseActor, parseWords } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import type { Mark } from '../domain/launch-list.ts'
import { findStep, type LaunchStep } from '../domain/launch-step.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as marks from '../storage/launch-mark.ts'
import { accountOf, type Context } from './context.ts'

export type Word = { readonly step: string; readonly by: string; readonly note: string }

/** Somebody has done a step that only people can see. Throws `invalid-input`, `not-found`, and `conflict` for any other step. */
export async function markDone(context: Context, account: string, { step, by, note }: Word): Promise<void> {
  const { id, evidence, title } = requireStep(context, account, step)
  if (evidence !== 'by-hand')
    throw new DomainError('conflict', `step: “${title}” is not done by hand; ${how[evidence]}`)
  await say(context, account, { step: id, kind: 'done', by, note: parseWords('note', note) }, 'launch done')
}

const how = {
  checked: 'it is looked at, and can only be waived',
  attached: 'hand the file in with “launch attach FILE --by NAME”, or waive it',
} as const

/** A step need not be green. Throws `invalid-input` without a reason, `not-found`, and `conflict` where it means nothing. */
export async function waive(context: Context, account: string, { step, by, note }: Word): Promise<void> {
  const { id } = requireStep(context, account, step)
  await say(
    context,
    account,
    { step: id, kind: 'waived', by, note: parseWords('reason', note) },
    'launch waive',
  )
}

/** Takes back what was said of a step. Throws `not-found`, and `conflict` when nothing was or it means nothing here. */
export async function takeBack(context: Context, account: string, step: string, by: string): Promise<void> {
  const { id } = requireStep(context, account, step)
  await context.database.transaction(async tx => {
    if (!(await marks.remove(tx, account, id)))
      throw new DomainError('conflict', 'step: nothing was said of it, so there is nothing to take back')
    await audit.append(tx, {
      actor: parseActor(by),
      action: 'launch take back',
      subject: account,
      detail: { step: id },
    })
  })
}

/** Writes what is said of one step, in the caller's transaction. */
export async function noteMark(
  tx: Sql,
  subject: string,
  { step, kind, by, note }: Omit<Mark, 'at'>,
  action: AuditAction,
): Promise<void> {
  const actor = parseActor(by)
  await marks.put(tx, subject, { step, kind, by: actor, note })
  await audit.append(tx, { actor, action, subject, detail: { step, note } })
}

async function say(
  context: Context,
  account: string,
  mark: Omit<Mark, 'at'>,
  action: AuditAction,
): Promise<void> {
  await context.database.transaction(tx => noteMark(tx, account, mark, action))
}

function requireStep(context: Context, account: string, id: string): LaunchStep {
  const step = findStep(id)
  if (!step) throw new DomainError('not-found', `step: there is none called "${id}"; "doctor" shows all`)
  const { amazonEnv } = accountOf(context, account)
  if (step.in.includes(amazonEnv)) return step
  throw new DomainError('conflict', `step: “${step.title}” means nothing in ${amazonEnv}`)
}
