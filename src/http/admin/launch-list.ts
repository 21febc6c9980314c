/** The launch checklist: the page, what operators say of steps, the validation link, and the opening. */
import { type Request, type Response, Router } from 'express'
import { showLaunchList, showValidationLink } from '../../../views/admin/launch-list.ts'
import { attach } from '../../services/launch-attach.ts'
import { type Examine, examineRarely, readLaunchList } from '../../services/launch-list.ts'
import { markDone, takeBack, waive } from '../../services/launch-mark.ts'
import { openForClaims } from '../../services/launch-open.ts'
import { confirmInPortal, makeValidationLink } from '../../services/validation.ts'
import { methodNotAllowed, notFound } from '../error-handler.ts'
import { textIn } from '../form-fields.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { requireRole, staffOf } from './access.ts'
import { formBytes, readPosted } from './form-body.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

type OfAccount = Request<{ account: string }>
type Rarely = ReturnType<typeof examineRarely>
type Act = (account: string, by: string, req: OfAccount) => Promise<unknown>

/** Below /admin/launch; whoever looks may be anybody of the staff, whoever acts is an operator. */
export function launchListRoutes(web: Web): Router {
  const { context } = web
  const router = Router()
  const read = methodNotAllowed(web, 'GET, HEAD')
  const post = methodNotAllowed(web, 'POST')
  const operator = requireRole(web, 'operator')
  const rarely = examineRarely(context)
  const [first = ''] = context.accounts.keys()

  router
    .route('/')
    .get((_req, res) => seeOther(res, `/admin/launch/${first}`))
    .all(read)
  router.use('/:account', (req, res, next) =>
    context.accounts.has(req.params.account) ? next() : notFound(web)(req, res),
  )
  router
    .route('/:account')
    .get((req: OfAccount, res: Response) => sendList(web, req, res, rarely.examine, noProblems))
    .all(read)
  router.route('/:account/validate').post(operator, validate(web, rarely)).all(post)
  const acts: Readonly<Record<string, Act>> = {
    done: (account, by, req) => markDone(context, account, { ...wordOf(req), by }),
    waive: (account, by, req) => waive(context, account, { ...wordOf(req), by }),
    'take-back': (account, by, req) => takeBack(context, account, wordOf(req).step, by),
    portal: (account, by) => confirmInPortal(context, account, by),
    open: (account, by) => openForClaims(context, account, by),
    attach: async (account, by, req) => attach(context, account, await recordIn(req), by),
  }
  for (const [path, act] of Object.entries(acts))
    router
      .route(`/:account/${path}`)
      .post(operator, formBytes, press(web, act, rarely))
      .all(post)
  return router
}

function press(web: Web, act: Act, rarely: Rarely) {
  return async (req: OfAccount, res: Response) => {
    const { account } = req.params
    try {
      await act(account, staffOf(res).name, req)
      rarely.forget(account)
      seeOther(res, `/admin/launch/${account}${wordOf(req).step && `#step-${wordOf(req).step}`}`)
    } catch (error) {
      await sendList(web, req, res, rarely.examine, problemsOf(error, []))
    }
  }
}

/** Answers with the link itself, which no other page ever shows. */
function validate(web: Web, rarely: Rarely) {
  return async (req: OfAccount, res: Response) => {
    const { account } = req.params
    try {
      const { claimUrl } = await makeValidationLink(web.context, account, { by: staffOf(res).name })
      rarely.forget(account)
      sendAdmin(res, 200, showValidationLink(adminPage(web, res, 'operations'), account, claimUrl))
    } catch (error) {
      await sendList(web, req, res, rarely.examine, problemsOf(error, []))
    }
  }
}

async function sendList(
  web: Web,
  req: OfAccount,
  res: Response,
  examine: Examine,
  problems: Problems,
): Promise<void> {
  const list = await readLaunchList(web.context, req.params.account, examine)
  const names = [...web.context.accounts.keys()]
  const page = adminPage(web, res, 'operations')
  sendAdmin(res, problems.size === 0 ? 200 : 400, showLaunchList(page, { ...list, names, problems }))
}

async function recordIn(req: OfAccount): Promise<string> {
  return (await readPosted(req)).file('record')?.toString('utf8') ?? ''
}

function wordOf({ body }: Pick<Request, 'body'>): { readonly step: string; readonly note: string } {
  return { step: textIn(body, 'step') ?? '', note: textIn(body, 'note') ?? '' }
}
