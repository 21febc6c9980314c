/** The overview of the pages about machine and money. */
import type { Request, Response } from 'express'
import { showOperations as showOperationsPage } from '../../../views/admin/operations.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showOperations(web: Web) {
  return (_req: Request, res: Response) =>
    sendAdmin(res, 200, showOperationsPage(adminPage(web, res, 'operations')))
}
