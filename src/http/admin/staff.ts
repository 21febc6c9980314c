/** The page of the staff, for operators: who there is, letting somebody in, changing a role and letting somebody go. */
import type { Request, Response } from 'express'
import {
  type InviteForm,
  showInvited,
  showNoMember,
  showRemoval as showRemovalPage,
  showStaff as showStaffPage,
} from '../../../views/admin/staff.ts'
import { isSamePerson } from '../../domain/audit.ts'
import { DomainError } from '../../domain/errors.ts'
import { parseRole } from '../../domain/staff.ts'
import { invite as inviteMember } from '../../services/staff.ts'
import {
  changeRole as changeMemberRole,
  findMember,
  listMembers,
  removeMember,
} from '../../services/staff-member.ts'
import { textIn } from '../form-fields.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type Form = Omit<InviteForm, 'known'>
type OfMember = Request<{ member: string }>

const emptyForm: Form = { values: { name: '', role: 'marketer' }, problems: noProblems }

export function showStaff(web: Web) {
  return (_req: Request, res: Response) => sendStaff(web, res, emptyForm)
}

/** Answers with the link itself, which no other page ever shows. */
export function invite(web: Web) {
  return async (req: Request, res: Response) => {
    const values = { name: textIn(req.body, 'name')?.trim() ?? '', role: textIn(req.body, 'role') ?? '' }
    try {
      const invitation = { role: parseRole(values.role), name: values.name || null, by: staffOf(res) }
      const link = await inviteMember(web.context, invitation)
      sendAdmin(res, 200, showInvited(adminPage(web, res, 'staff'), { ...invitation, link }))
    } catch (error) {
      await sendStaff(web, res, { values, problems: problemsWith(error, ['name', 'role']) })
    }
  }
}

export function changeRole(web: Web) {
  return async (req: OfMember, res: Response) => {
    try {
      const role = parseRole(textIn(req.body, 'role') ?? '')
      await changeMemberRole(web.context, req.params.member, role, staffOf(res))
      seeOther(res, '/admin/staff')
    } catch (error) {
      if (isMissing(error)) return sendNoMember(web, res)
      await sendStaff(web, res, { ...emptyForm, problems: problemsWith(error) })
    }
  }
}

/** Asks before anything happens. */
export function showRemoval(web: Web) {
  return (req: OfMember, res: Response) => sendRemoval(web, req, res, noProblems)
}

export function remove(web: Web) {
  return async (req: OfMember, res: Response) => {
    try {
      await removeMember(web.context, req.params.member, staffOf(res))
      seeOther(res, '/admin/staff')
    } catch (error) {
      if (isMissing(error)) return sendNoMember(web, res)
      await sendRemoval(web, req, res, problemsWith(error))
    }
  }
}

async function sendStaff(web: Web, res: Response, form: Form): Promise<void> {
  const members = await listMembers(web.context)
  const status = form.problems.size === 0 ? 200 : 400
  const known = status === 200 ? undefined : members.find(({ name }) => isSamePerson(name, form.values.name))
  sendAdmin(res, status, showStaffPage(adminPage(web, res, 'staff'), members, { ...form, known }))
}

async function sendRemoval(web: Web, req: OfMember, res: Response, problems: Problems): Promise<void> {
  const member = await findMember(web.context, req.params.member)
  if (!member) return sendNoMember(web, res)
  const page = adminPage(web, res, 'staff')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showRemovalPage(page, member, problems))
}

function sendNoMember(web: Web, res: Response): void {
  sendAdmin(res, 404, showNoMember(adminPage(web, res, 'staff')))
}

function isMissing(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'not-found'
}

/** What is wrong with the member is wrong with the form as a whole. */
function problemsWith(error: unknown, fields: readonly string[] = []): Problems {
  const found = problemsOf(error, ['member', ...fields])
  return new Map([...found].map(([field, text]) => [field === 'member' ? '' : field, text]))
}
