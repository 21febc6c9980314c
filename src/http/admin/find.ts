/** Finding one claim link. What is asked for comes in the body of a POST, so that no address or log holds a pasted link. */
import type { Request, Response } from 'express'
import { showFind as showFindPage } from '../../../views/admin/find.ts'
import { tokenIn } from '../../domain/claim-link.ts'
import { findLinks } from '../../services/find-link.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'
import { problemsOf } from './problems.ts'

export function showFind(web: Web) {
  return (_req: Request, res: Response) =>
    sendAdmin(res, 200, showFindPage(adminPage(web, res, 'find'), '', null))
}

/** The only link that is found is shown at once. */
export function find(web: Web) {
  return async (req: Request, res: Response) => {
    const text = String(req.body.text ?? '')
    const page = adminPage(web, res, 'find')
    try {
      const found = await findLinks(web.context, text)
      const [only] = found.links
      if (only && found.links.length === 1) return seeOther(res, `/admin/links/${only.id}`)
      // What opens a claim is not shown again.
      sendAdmin(res, 200, showFindPage(page, tokenIn(text) === undefined ? text : '', found))
    } catch (error) {
      const problem = problemsOf(error, ['text']).get('text')
      sendAdmin(res, 400, showFindPage(page, '', null, problem))
    }
  }
}
