/** Every page about putting links into mails, pages and onto paper, below /admin/campaigns/:campaign/embed. */
import { Router } from 'express'
import { methodNotAllowed } from '../error-handler.ts'
import type { Web } from '../web.ts'
import { requireRole } from './access.ts'
import { showEmbed } from './embed.ts'
import { makeQr, showQr } from './qr.ts'
import { makeList } from './qr-list.ts'

export function embedRoutes(web: Web): Router {
  const router = Router({ mergeParams: true })
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const readOrPost = methodNotAllowed(web, 'GET, HEAD, POST')
  const marketer = requireRole(web, 'marketer')

  router.route('/').get(showEmbed(web)).all(read)
  router.route('/qr').get(showQr(web)).post(marketer, makeQr(web)).all(readOrPost)
  router.route('/qr/list').post(marketer, makeList(web)).all(post)
  return router
}
