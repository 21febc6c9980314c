/** One signed call to Amazon as the plan and its discovery make it, and what its answer holds. */
import type { Reply, Transport } from '../amazon/transport.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Stage } from './stage.ts'

export type Call = {
  readonly account: PartnerAccount
  readonly operation: string
  readonly body: Buffer
  readonly deadlineMs: number
}

export async function callSigned(
  { client, clock }: Stage,
  transport: Transport,
  { account, operation, body, deadlineMs }: Call,
): Promise<Reply> {
  const headers = client.signedHeaders(account, operation, body, clock())
  const signal = AbortSignal.timeout(deadlineMs)
  const url = `${account.incentives.url}/${operation}`
  return await transport.send(url, { method: 'POST', headers, body, signal })
}

/** A request id as the service makes one, never used before. */
export function newRequestId({ account, randomBytes }: Stage): string {
  return `${account.partnerId}${encodeCrockford(randomBytes(17), 26)}`
}

export type Fields = Readonly<Record<string, unknown>>

/** The members of a JSON answer; none when it is no JSON object. */
export function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
