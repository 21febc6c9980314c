/** Every page about the links of one campaign, below /admin/campaigns/:campaign/links. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { requireRole } from './access.ts'
import { showBatches } from './batches.ts'
import {
  confirm,
  download,
  downloadProblems,
  downloadSample,
  loadBatch,
  orderByCount,
  showBatch,
  showOrder,
  uploadFile,
  withdraw,
} from './link-batch.ts'
import { changeNamed, changeSelected, showLinks } from './links.ts'

export function linkRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const marketer = requireRole(web, 'marketer')

  router.route('/').get(showLinks(web)).all(read)
  router.route('/change').post(marketer, changeSelected(web)).all(post)
  router.route('/change-file').post(marketer, changeNamed(web)).all(post)
  router.route('/order').get(marketer, showOrder(web)).all(read)
  router.route('/order/sample.csv').get(marketer, downloadSample).all(read)
  router.route('/order/count').post(marketer, orderByCount(web)).all(post)
  router.route('/order/file').post(marketer, uploadFile(web)).all(post)
  router.route('/batches').get(showBatches(web)).all(read)
  router.use('/batches/:batch', loadBatch(web))
  router.route('/batches/:batch').get(showBatch(web)).all(read)
  router.route('/batches/:batch/file').post(marketer, download(web)).all(post)
  router.route('/batches/:batch/problems.csv').get(downloadProblems(web)).all(read)
  router.route('/batches/:batch/confirm').post(marketer, confirm(web)).all(post)
  router.route('/batches/:batch/withdraw').post(marketer, withdraw(web)).all(post)
  return router
}
