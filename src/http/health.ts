/** For load balancers: alive means the process answers, ready means it can take a claim. */
import type { Request, Response } from 'express'
import type { Web } from './web.ts'

export function live(_req: Request, res: Response): void {
  res.type('text').send('alive\n')
}

export function ready({ isReady }: Web) {
  return async (_req: Request, res: Response) => {
    const yes = await isReady()
    res
      .status(yes ? 200 : 503)
      .type('text')
      .send(yes ? 'ready\n' : 'not ready\n')
  }
}
