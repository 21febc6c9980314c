/** Every page about the staff itself, below /admin/staff; behind the role of an operator. */
import { type Request, type Response, Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { changeRole, invite, remove, showRemoval, showStaff } from './staff.ts'

export function staffRoutes(web: Web): Router {
  const router = Router()
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')

  const toStaff = (req: Request, res: Response) => seeOther(res, req.baseUrl)

  router.route('/').get(showStaff(web)).all(read)
  router.route('/invite').get(toStaff).post(invite(web)).all(post)
  router.route('/:member/role').post(changeRole(web)).all(post)
  router.route('/:member/remove').get(showRemoval(web)).post(remove(web)).all(readOrPost)
  return router
}
