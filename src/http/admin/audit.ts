/** The audit on a page: which entries somebody asks for, and how they go on to older ones. */
import type { Request, Response } from 'express'
import { type AuditForm, showAudit as showAuditPage } from '../../../views/admin/audit.ts'
import { tokenIn } from '../../domain/claim-link.ts'
import { DomainError } from '../../domain/errors.ts'
import { type AuditPage, type AuditQuery, pageOfAudit } from '../../services/audit.ts'
import { listMembers } from '../../services/staff-member.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type Values = AuditForm['values']

export function showAudit(web: Web) {
  return async (req: Request, res: Response) => {
    const asked = valuesOf(req)
    // What was not taken is not shown again, nor put into further addresses.
    const values = tokenIn(asked.subject) === undefined ? asked : { ...asked, subject: '' }
    const before = entryId(textOf(req, 'before'))
    const { entries, next, problems } = await entriesOf(web, asked, before)
    const names = (await listMembers(web.context)).map(({ name }) => name)
    const list = {
      entries,
      olderPath: next === null ? null : pathOf(values, next),
      newestPath: before === null ? null : pathOf(values, null),
    }
    const form = { values, problems, names }
    sendAdmin(res, problems.size === 0 ? 200 : 400, showAuditPage(adminPage(web, res, 'audit'), form, list))
  }
}

async function entriesOf(
  web: Web,
  values: Values,
  before: number | null,
): Promise<AuditPage & { readonly problems: Problems }> {
  try {
    return { ...(await pageOfAudit(web.context, queryOf(values), before)), problems: noProblems }
  } catch (error) {
    return { entries: [], next: null, problems: problemsOf(error, ['subject', 'from', 'to']) }
  }
}

function valuesOf(req: Request): Values {
  const value = (name: string) => textOf(req, name).trim()
  return {
    by: value('by'),
    action: value('action'),
    subject: value('subject'),
    from: value('from'),
    to: value('to'),
  }
}

function textOf({ query }: Request, name: string): string {
  const text = textIn(query, name) ?? ''
  // PostgreSQL's text has no NUL.
  return text.length <= 300 ? text.replaceAll('\0', '') : ''
}

function entryId(text: string): number | null {
  return Number.isSafeInteger(Number(text)) ? Number(text) || null : null
}

/** Both days are meant as a whole. */
function queryOf({ by, action, subject, from, to }: Values): AuditQuery {
  if (tokenIn(subject) !== undefined)
    throw new DomainError(
      'invalid-input',
      'subject: what opens a claim must not stand in an address; “Find a link” takes it and tells its story',
    )
  return {
    by: by || null,
    action: action || null,
    subject: subject || null,
    since: dayOf('from', from, 0),
    until: dayOf('to', to, 1),
  }
}

function dayOf(field: string, text: string, addDays: number): Date | null {
  if (text === '') return null
  const day = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()))
    throw new DomainError('invalid-input', `${field}: must be a day such as 2026-12-31`)
  return new Date(day.getTime() + addDays * 86_400_000)
}

function pathOf(values: Values, before: number | null): string {
  const given = Object.entries(values).filter(([, value]) => value !== '')
  const query = new URLSearchParams(given)
  if (before !== null) query.set('before', String(before))
  return query.size === 0 ? '/admin/audit' : `/admin/audit?${query}`
}
