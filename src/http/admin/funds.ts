/** The page about funds. */
import type { Request, Response } from 'express'
import { showFunds as showFundsPage } from '../../../views/admin/funds.ts'
import { showFunds as readFunds } from '../../services/funds-watch.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

export function showFunds(web: Web) {
  return async (_req: Request, res: Response) => {
    const names = [...web.context.accounts.keys()]
    const accounts = await Promise.all(names.map(name => readFunds(web.context, name)))
    sendAdmin(res, 200, showFundsPage(adminPage(web, res, 'operations'), accounts))
  }
}
