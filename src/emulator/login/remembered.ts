// The cookie behind "Keep me signed in": the key of a test account, which is no secret here.

import type { Request, Response } from 'express'
import { type Account, findAccount } from './account.ts'

const COOKIE = 'emulator_account'
const YEAR_MS = 365 * 24 * 3600_000

/** Who stays signed in at the emulated Amazon in this browser. */
export function rememberedAccount(req: Request): Account | undefined {
  const pairs = (req.headers.cookie ?? '').split(';').map(pair => pair.trim())
  const pair = pairs.find(candidate => candidate.startsWith(`${COOKIE}=`))
  return findAccount(pair?.slice(COOKIE.length + 1))
}

export function remember(res: Response, account: Account): void {
  res.cookie(COOKIE, account.key, { ...ATTRIBUTES, maxAge: YEAR_MS })
}

export function forget(res: Response): void {
  res.clearCookie(COOKIE, ATTRIBUTES)
}

const ATTRIBUTES = { httpOnly: true, sameSite: 'lax', path: '/' } as const
