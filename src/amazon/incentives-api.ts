/**
 * The Incentives API: signed calls to one partner account's endpoint. One call is one HTTP request; whether and
 * when to call again is the sender's business. Errors and answers carry no credential and no body.
 */
import aws4 from 'aws4'
import type { Clock } from '../domain/clock.ts'
import type { Money } from '../domain/money.ts'
import type { Answer } from '../domain/outcome.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { type ActivityPage, type ActivityQuery, activityBody, parseActivityReply } from './activity-wire.ts'
import { classify, classifyFailure } from './classification.ts'
import { withDeadline } from './deadline.ts'
import type { Message, Transport } from './transport.ts'
import { parseFundsReply } from './wire.ts'

export type IncentivesApi = {
  /**
   * Sends the stored bytes once. Never throws for what Amazon or the network does: that is the answer. `mayLeave` is
   * asked when the first byte is about to leave; where it says no, none does.
   */
  loadAmazonBalance(account: PartnerAccount, load: StoredLoad, mayLeave?: () => boolean): Promise<Answer>
  /** Amazon's figure in major units, or null when it could not be read. Always 0 in Amazon's sandbox. */
  getAvailableFunds(account: PartnerAccount): Promise<{ amount: string; currency: string } | null>
  /**
   * One page of what the partner id did. Amazon takes one such call a minute; many partners may not call it at all.
   * Never throws for what Amazon or the network does: `refused` then tells why in one word.
   */
  getActivityPage(account: PartnerAccount, query: ActivityQuery): Promise<ActivityPage>
}

/** `requestId` is the one that the bytes carry. */
export type StoredLoad = { readonly requestId: string; readonly money: Money; readonly body: Buffer }

/** `deadlineMs` bounds a whole call; Amazon recommends 6 seconds. */
export function createIncentivesApi(transport: Transport, clock: Clock, deadlineMs: number): IncentivesApi {
  const call = (account: PartnerAccount, operation: string, body: Buffer, special: Special = {}) => {
    const { withinMs = deadlineMs, ...more } = special
    const headers = signedHeaders(account, operation, body, clock())
    const url = `${account.incentives.url}/${operation}`
    return withDeadline(withinMs, signal =>
      transport.send(url, { method: 'POST', headers, body, signal, ...more }),
    )
  }
  return {
    loadAmazonBalance: async (account, load, mayLeave = () => true) => {
      try {
        const { amountUnit, echo } = account.incentives
        const reply = await call(account, 'LoadAmazonBalance', load.body, { mayLeave })
        return classify(reply, { ...load, amountUnit, echo })
      } catch (error) {
        return classifyFailure(error)
      }
    },
    getAvailableFunds: async account => {
      const body = Buffer.from(JSON.stringify({ partnerId: account.partnerId }))
      const reply = await call(account, 'GetAvailableFunds', body).catch(() => null)
      return reply && reply.status === 200 ? parseFundsReply(reply.text) : null
    },
    getActivityPage: async (account, query) => {
      try {
        const body = activityBody(account, query)
        return parseActivityReply(await call(account, 'GetGiftCardActivityPage', body, aPage))
      } catch (error) {
        return { refused: classifyFailure(error).reason }
      }
    },
  }
}

type Special = Partial<Pick<Message, 'large' | 'mayLeave'>> & { readonly withinMs?: number }

/** A thousand rows take Amazon longer than one load, and nobody waits at a page for them. */
const aPage: Special = { large: true, withinMs: 30_000 }

/** Headers signed with AWS Signature Version 4 for service AGCODService (Incentives API, "Security"). */
export function signedHeaders(
  account: PartnerAccount,
  operation: string,
  body: Buffer,
  now: Date,
): Record<string, string> {
  const { url, region, accessKeyId, secretAccessKey } = account.incentives
  const signed = aws4.sign(
    {
      host: new URL(url).host,
      path: `/${operation}`,
      method: 'POST',
      service: 'AGCODService',
      region,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'X-Amz-Date': now.toISOString().replace(/[-:]|\.\d{3}/g, ''),
        'X-Amz-Target': `com.amazonaws.agcod.AGCODService.${operation}`,
      },
      body,
    },
    { accessKeyId, secretAccessKey },
  )
  // undici writes the same Host itself; passed explicitly it would split the connection pool.
  const { Host: _, ...headers } = signed.headers as Record<string, string>
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
