// The regional faces of Login with Amazon: one for each of Amazon's regions, told apart by a path prefix.
// Codes, tokens and accounts are the same behind all of them.

import express, { type Router } from 'express'

/** Which of Amazon's pages is played. */
export interface Face {
  readonly region: string
  readonly authorize: string
}

const NORTH_AMERICA: Face = { region: 'North America', authorize: 'www.amazon.com/ap/oa' }

const FACES: Readonly<Record<string, Face>> = {
  '/na': NORTH_AMERICA,
  '/eu': { region: 'Europe', authorize: 'eu.account.amazon.com/ap/oa' },
  '/fe': { region: 'Far East', authorize: 'apac.account.amazon.com/ap/oa' },
}

/** The same routes under each prefix, and under none, which is North America's. */
export function atEveryFace(routes: Router): Router {
  return express.Router().use(routes).use(Object.keys(FACES), routes)
}

/** The face under this prefix, in whatever case it was asked for. */
export function faceOf(prefix: string): Face {
  return FACES[prefix.toLowerCase()] ?? NORTH_AMERICA
}
