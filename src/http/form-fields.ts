/** What forms post, as every handler finds it. */
import type { RequestHandler } from 'express'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

/** The text of a field in a body or a query; null where there is none, or it comes twice, as no form of ours sends it. */
export function textIn(fields: unknown, name: string): string | null {
  const text = (fields as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof text === 'string' ? text : null
}

/** After the parser: no fields where no form came, and none with a NUL, which no keyboard writes and no database keeps. */
export function requireFields(web: Web): RequestHandler {
  return (req, res, next) => {
    req.body ??= {}
    const fields = Object.values<string | string[]>(req.body).flat()
    if (!fields.some(text => text.includes('\0'))) return next()
    sendError(web, req, res, 400, 'bad-request')
  }
}
