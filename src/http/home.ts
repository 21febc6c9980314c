/** The front door, `/`. */
import type { Request, Response } from 'express'
import { showHome } from '../../views/home.ts'
import { plainPage, sendPage } from './page.ts'
import type { Web } from './web.ts'

export function home(web: Web) {
  return (req: Request, res: Response) => {
    const page = plainPage(web, req, res)
    sendPage(res, 200, page, showHome(page, web.trial))
  }
}
