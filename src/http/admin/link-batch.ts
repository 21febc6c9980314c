/** Batches of links: how far each is, its file, and the presses in between. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { showBatch as showBatchPage } from '../../../views/admin/link-batch.ts'
import { showWithdrawal } from '../../../views/admin/sure.ts'
import { whyClosed } from '../../domain/campaign.ts'
import { DomainError } from '../../domain/errors.ts'
import { isUnderWay, type LinkBatch } from '../../domain/link-batch.ts'
import { includesRole } from '../../domain/staff.ts'
import { confirmBatch, getBatch, listProblems, withdrawBatch } from '../../services/link-batch.ts'
import { countOpenOfBatch } from '../../services/link-change.ts'
import { deliver } from '../../services/link-delivery.ts'
import { problemsFile } from '../../services/link-problems.ts'
import { notFound } from '../error-handler.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Set for everything behind `loadBatch`. */
    batch?: LinkBatch
  }
}

/** Reads the batch of this campaign that the path names, or answers that there is none. */
export function loadBatch(web: Web): RequestHandler {
  return async (req: Request, res: Response, next: NextFunction) => {
    const batch = await getBatch(web.context, String(req.params.batch)).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'not-found') return undefined
      throw error
    })
    if (!batch || batch.campaignId !== campaignOf(res).id) return notFound(web)(req, res)
    res.locals.batch = batch
    next()
  }
}

function batchOf(res: Response): LinkBatch {
  const { batch } = res.locals
  if (batch) return batch
  throw new Error('bug: a page of a batch is reached without loadBatch')
}

/** The address of its page. */
export const pathOf = ({ campaignId, id }: Pick<LinkBatch, 'campaignId' | 'id'>) =>
  `/admin/campaigns/${campaignId}/links/batches/${id}`

const shownProblems = 100

export function showBatch(web: Web) {
  return async (_req: Request, res: Response) => await sendBatch(web, res, batchOf(res), noProblems)
}

async function sendBatch(web: Web, res: Response, batch: LinkBatch, problems: Problems): Promise<void> {
  if (problems.size === 0 && (isUnderWay(batch) || isBeingWritten(batch))) res.set('Refresh', '2')
  const shown = {
    campaign: campaignOf(res),
    batch,
    closed: whyClosed(campaignOf(res), web.context.clock()),
    mayChange: includesRole(staffOf(res).role, 'marketer'),
    found: await listProblems(web.context, batch, shownProblems),
    problems,
  }
  const page = adminPage(web, res, 'campaigns')
  // What is next with this one is on the page itself.
  const openBatches = page.openBatches.filter(({ id }) => id !== batch.id)
  sendAdmin(res, problems.size === 0 ? 200 : 409, showBatchPage({ ...page, openBatches }, shown))
}

/** As far as anybody knows: a download that broke off looks the same. */
function isBeingWritten({ state, delivered, deliveredAt, lines, present }: LinkBatch): boolean {
  return state === 'issuing' && delivered > 0 && deliveredAt === null && delivered < lines - present
}

/** Makes the file and sends it as a download; its links are on record before each part of it leaves. */
export function download(web: Web) {
  return async (req: Request, res: Response) => {
    const batch = batchOf(res)
    const bom = req.body.bom === 'yes'
    try {
      const delivery = await deliver(web.context, batch, { bom, by: staffOf(res).name })
      res.type('text/csv').attachment(`claim-links-${batch.id}.csv`)
      await pipeline(Readable.from(delivery.parts), res)
      await delivery.complete()
    } catch (error) {
      // A download that breaks off must look broken; nothing of it can be claimed.
      if (res.headersSent) return void res.destroy()
      await sendBatch(web, res, await getBatch(web.context, batch.id), problemsOf(error, []))
    }
  }
}

/** The bad lines of a refused file. */
export function downloadProblems(web: Web) {
  return async (_req: Request, res: Response) => {
    const batch = batchOf(res)
    res.type('text/csv').attachment(`problems-${batch.id}.csv`)
    res.send(await problemsFile(web.context, batch))
  }
}

export function confirm(web: Web) {
  return async (req: Request, res: Response) =>
    await press(web, res, async batch => {
      const shown = String(req.body.delivery ?? '')
      const delivery = /^\d{1,9}$/.test(shown) ? Number(shown) : 0
      await confirmBatch(web.context, batch, delivery, staffOf(res).name)
    })
}

/** Asks before it does it. */
export function withdraw(web: Web) {
  return async (req: Request, res: Response) => {
    if (req.body.sure !== 'yes') return await sendWithdrawal(web, res)
    await press(web, res, async batch => {
      await withdrawBatch(web.context, batch, staffOf(res).name)
    })
  }
}

async function sendWithdrawal(web: Web, res: Response): Promise<void> {
  const batch = batchOf(res)
  const open = await countOpenOfBatch(web.context, batch)
  sendAdmin(res, 200, showWithdrawal(adminPage(web, res, 'campaigns'), campaignOf(res), batch, open))
}

async function press(web: Web, res: Response, work: (batch: LinkBatch) => Promise<void>): Promise<void> {
  const batch = batchOf(res)
  try {
    await work(batch)
    seeOther(res, pathOf(batch))
  } catch (error) {
    await sendBatch(web, res, await getBatch(web.context, batch.id), problemsOf(error, []))
  }
}
