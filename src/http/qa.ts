/** The QA page: scenarios, the links made for them, and the hold of a partner account. */
import type { Request, Response } from 'express'
import { z } from 'zod'
import { formatMoney, locales } from '../../views/locale.ts'
import { showOverview } from '../../views/qa/overview.ts'
import { reference } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { stateOf } from '../domain/link-state.ts'
import { parseMoney } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { holdOf } from '../services/partner-account.ts'
import { listQaLinks, makeQaLink } from '../services/qa.ts'
import { releaseFromScenarios } from '../services/scenario.ts'
import { defaultAmount } from '../services/tool-campaign.ts'
import { csrfToken, isOwnPost } from './csrf.ts'
import { seeOther, sendError } from './page.ts'
import { qaFormScope } from './qa-access.ts'
import { keepClaimToken } from './qa-link.ts'
import { qaPage, resendHours, sendQa } from './qa-page.ts'
import type { Web } from './web.ts'

/** The one locale of the QA page. */
const [english] = locales

const stale = 'This page was out of date, so nothing was done. Please try again.'

export function showQa(web: Web) {
  return async (req: Request, res: Response) => {
    const account = accountNamed(web, req.query.account ?? [...web.context.accounts.keys()][0])
    if (!account) return sendError(web, req, res, 404, 'not-found')
    await sendOverview(web, req, res, account, { status: 200, notice: null })
  }
}

const order = z.object({ account: z.string(), amount: z.string(), scenario: z.string() })

/** POST: makes a claim link and leads to its page. An empty scenario is an ordinary link. */
export function makeLink(web: Web) {
  return async (req: Request, res: Response) => {
    const { data } = order.safeParse(req.body)
    const account = accountNamed(web, data?.account)
    if (!data || !account) return sendError(web, req, res, 400, 'bad-request')
    const { amount, scenario } = data
    const refuse = (status: number, notice: string) =>
      sendOverview(web, req, res, account, { status, notice, amount })
    if (!isOwnPost(web, req, qaFormScope(web, req))) return await refuse(403, stale)
    try {
      const code = scenario === '' ? null : scenario
      const { id, claimUrl } = await makeQaLink(web.context, { accountName: account.name, amount, code })
      keepClaimToken(web, res, id, claimUrl)
      seeOther(res, `/qa/links/${id}`)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'invalid-input')) throw error
      await refuse(
        400,
        error.message.replace(/^amount: (.)/, (_, first) => first.toUpperCase()),
      )
    }
  }
}

const back = z.object({ back: z.string().regex(/^[0-9A-Z]{26}$/) })

/** POST: ends the hold of the account, and leads back to where the button was. */
export function release(web: Web) {
  return async (req: Request<{ account: string }>, res: Response) => {
    const account = accountNamed(web, req.params.account)
    if (!account) return sendError(web, req, res, 404, 'not-found')
    if (!isOwnPost(web, req, qaFormScope(web, req)))
      return await sendOverview(web, req, res, account, { status: 403, notice: stale })
    await releaseFromScenarios(web.context, account.name)
    const { data } = back.safeParse(req.body)
    seeOther(res, data ? `/qa/links/${data.back}` : `/qa?account=${account.name}`)
  }
}

function accountNamed({ context }: Web, name: unknown): PartnerAccount | undefined {
  return typeof name === 'string' ? context.accounts.get(name) : undefined
}

type Said = { readonly status: number; readonly notice: string | null; readonly amount?: string }

async function sendOverview(
  web: Web,
  req: Request,
  res: Response,
  account: PartnerAccount,
  { status, notice, amount }: Said,
): Promise<void> {
  const { context, trial } = web
  const { name, currency } = account
  const usual = defaultAmount(currency)
  const links = await listQaLinks(context, name)
  const overview = {
    account: { name, currency },
    accountNames: [...context.accounts.keys()],
    amount: amount ?? usual,
    shownAmount: formatMoney(english, parseMoney(usual, currency)),
    csrfToken: csrfToken(web, qaFormScope(web, req)),
    notice,
    // Of an order that was refused; the other thing in it that can be wrong names itself.
    amountIsWrong: amount !== undefined && !/^scenario:/.test(notice ?? ''),
    hold: await holdOf(context, name),
    links: links.map(link => ({
      ...link,
      reference: reference(link.id),
      amount: formatMoney(english, link),
      state: stateOf(link, web.context.clock()),
    })),
    emulatorUrl: trial?.emulatorUrl ?? null,
    resendHours: resendHours(web),
  }
  sendQa(res, status, showOverview(qaPage(web), english, overview))
}
