/** A person, as far as this service knows one: a keyed hash of the Amazon account, comparable and not reversible. */
import { createHmac } from 'node:crypto'
import type { Context } from './context.ts'

/** HMAC-SHA-256 of the Amazon user id under the person key. */
export function personHash({ personKey }: Pick<Context, 'personKey'>, amazonAccount: string): Buffer {
  return createHmac('sha256', personKey).update(`amazon-account:${amazonAccount}`).digest()
}

/** Stands for the person of a deposit that Amazon made and this service has forgotten: equal to nobody's hash. */
export function unknownPersonHash({ personKey }: Pick<Context, 'personKey'>, requestId: string): Buffer {
  return createHmac('sha256', personKey).update(`unknown-account:${requestId}`).digest()
}
