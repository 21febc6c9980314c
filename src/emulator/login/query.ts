// The query of a request, read without Express: as written, repeated parameters and second `?` included.

import type { Request } from 'express'

/** Empty when there is none; never throws, whatever it holds. */
export function queryOf(req: Request): URLSearchParams {
  return new URLSearchParams(rawQueryOf(req))
}

/** The query as it came over the wire, without its `?`. */
export function rawQueryOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?')
  return start < 0 ? '' : originalUrl.slice(start + 1)
}
