/** The access keys on a page: looking is for everybody, trying, switching and noting for operators. */
import { type Request, type Response, Router } from 'express'
import { showKeys as showKeysPage } from '../../../views/admin/keys.ts'
import { noteKeyCreated, proveKey, switchKeys } from '../../services/key-change.ts'
import { listKeys } from '../../services/key-list.ts'
import { methodNotAllowed } from '../error-handler.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { requireRole, staffOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type OfAccount = Request<{ account: string }>

export function keyRoutes(web: Web): Router {
  const router = Router()
  const operator = requireRole(web, 'operator')
  const deeds = { prove: proved(web), switch: switched(web), note: noted(web) }
  router
    .route('/')
    .get((_req, res) => sendKeys(web, res, null, noProblems))
    .all(methodNotAllowed(web, 'GET, HEAD'))
  for (const [name, deed] of Object.entries(deeds))
    router.route(`/:account/${name}`).post(operator, act(web, deed)).all(methodNotAllowed(web, 'POST'))
  return router
}

/** Does it and says in words what came of it. */
type Deed = (req: OfAccount, by: string) => Promise<string>

function act(web: Web, deed: Deed) {
  return async (req: OfAccount, res: Response) => {
    try {
      await sendKeys(web, res, await deed(req, staffOf(res).name), noProblems)
    } catch (error) {
      await sendKeys(web, res, null, problemsOf(error, []))
    }
  }
}

function proved({ context }: Web): Deed {
  return async (req, by) => {
    const { lastFour, verdict } = await proveKey(context, req.params.account, textIn(req.body, 'key'), by)
    return verdict === 'accepted'
      ? `Amazon accepts the key …${lastFour}.`
      : `Amazon refuses the key …${lastFour}.`
  }
}

function switched({ context }: Web): Deed {
  return async (req, by) => {
    const { keys } = await switchKeys(context, req.params.account, textIn(req.body, 'key'), by)
    return `The key …${keys[0]?.lastFour} signs from now on; every process knows within a few seconds.`
  }
}

function noted({ context }: Web): Deed {
  return async (req, by) => {
    const created = textIn(req.body, 'created') ?? ''
    const { lastFour } = await noteKeyCreated(
      context,
      req.params.account,
      { named: textIn(req.body, 'key'), created },
      by,
    )
    return `The day of the key …${lastFour} is noted.`
  }
}

async function sendKeys(web: Web, res: Response, done: string | null, problems: Problems): Promise<void> {
  const accounts = await listKeys(web.context)
  const page = adminPage(web, res, 'operations')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showKeysPage(page, accounts, { problems, done }))
}
