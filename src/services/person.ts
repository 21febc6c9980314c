/** A person, as far as this service knows one: a keyed hash of the Amazon account, comparable and not reversible. */
import { createHmac } from 'node:crypto'
import type { Context } from './context.ts'

/** HMAC-SHA-256 of the Amazon user id under the evidence key. */
export function personHash({ evidenceKey }: Pick<Context, 'evidenceKey'>, amazonAccount: string): Buffer {
  return createHmac('sha256', evidenceKey).update(`amazon-account:${amazonAccount}`).digest()
}
