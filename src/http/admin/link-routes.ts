/** Every page about the links of one campaign, below /admin/campaigns/:campaign/links. */
import { type Request, type Response, Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { requireRole } from './access.ts'
import { showBatches } from './batches.ts'
import { formBytes } from './form-body.ts'
import { confirm, download, downloadProblems, loadBatch, showBatch, withdraw } from './link-batch.ts'
import { changeNamed, changeSelected, changeSure } from './link-change.ts'
import { downloadSample, orderByCount, showOrder, uploadFile } from './link-order.ts'
import { showLinks } from './links.ts'

export function linkRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const marketer = requireRole(web, 'marketer')

  /** Whoever loads the answer to a press anew comes back to where they pressed. */
  const toLinks = (req: Request, res: Response) => seeOther(res, req.baseUrl)
  const toOrder = (req: Request, res: Response) => seeOther(res, `${req.baseUrl}/order`)
  const toBatch = (req: Request, res: Response) => seeOther(res, `${req.baseUrl}/batches/${req.params.batch}`)

  router.route('/').get(showLinks(web)).all(read)
  router.route('/change').get(toLinks).post(marketer, changeSelected(web)).all(post)
  router.route('/change-file').get(toLinks).post(marketer, changeNamed(web)).all(post)
  router.route('/change-sure').get(toLinks).post(marketer, formBytes, changeSure(web)).all(post)
  router.route('/order').get(marketer, showOrder(web)).all(read)
  router.route('/order/sample.csv').get(marketer, downloadSample).all(read)
  router.route('/order/count').get(toOrder).post(marketer, orderByCount(web)).all(post)
  router.route('/order/file').get(toOrder).post(marketer, uploadFile(web)).all(post)
  router.route('/batches').get(showBatches(web)).all(read)
  router.use('/batches/:batch', loadBatch(web))
  router.route('/batches/:batch').get(showBatch(web)).all(read)
  router.route('/batches/:batch/file').get(toBatch).post(marketer, download(web)).all(post)
  router.route('/batches/:batch/problems.csv').get(downloadProblems(web)).all(read)
  router.route('/batches/:batch/confirm').get(toBatch).post(marketer, confirm(web)).all(post)
  router.route('/batches/:batch/withdraw').get(toBatch).post(marketer, withdraw(web)).all(post)
  return router
}
