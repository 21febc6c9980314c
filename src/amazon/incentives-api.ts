/**
 * The Incentives API: signed calls to one partner account's endpoint. One call is one HTTP request; whether and
 * when to call again is the sender's business. Errors and answers carry no credential and no body.
 */
import aws4 from 'aws4'
import type { AccessKey, KeyVerdict, Signer } from '../domain/access-key.ts'
import type { Clock } from '../domain/clock.ts'
import type { Money } from '../domain/money.ts'
import { type Answer, keyRefused, keyVerdict } from '../domain/outcome.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { type ActivityPage, type ActivityQuery, activityBody, parseActivityReply } from './activity-wire.ts'
import { classify, classifyFailure } from './classification.ts'
import { withDeadline } from './deadline.ts'
import type { Message, Reply, Transport } from './transport.ts'
import { type Funds, parseFundsReply } from './wire.ts'

export type IncentivesApi = {
  /**
   * Sends the stored bytes once. Never throws for what Amazon or the network does: that is the answer. `mayLeave` is
   * asked when the first byte is about to leave; where it says no, none does. Where Amazon refused the key and there is
   * another one, the reason is `key-refused` and the next call of the same bytes is signed with that one.
   */
  loadAmazonBalance(account: PartnerAccount, load: StoredLoad, mayLeave?: () => boolean): Promise<Answer>
  /**
   * One question, of which Amazon takes one a second. Null when they could not be read; where Amazon refused the key, the
   * next question is signed with another one. Always 0 in Amazon's sandbox.
   */
  getAvailableFunds(account: PartnerAccount, mayLeave?: () => boolean): Promise<Funds | null>
  /**
   * One page of what the partner id did. Amazon takes one such call a minute; many partners may not call it at all.
   * Never throws for what Amazon or the network does: `refused` then tells why in one word, `key-refused` where the next
   * call is signed with another key.
   */
  getActivityPage(account: PartnerAccount, query: ActivityQuery): Promise<ActivityPage>
  /** Asks for the funds with this key and no other. Never throws for what Amazon or the network does. */
  tryKey(account: PartnerAccount, key: AccessKey, mayLeave: () => boolean): Promise<KeyVerdict>
}

/** `requestId` is the one that the bytes carry. */
export type StoredLoad = { readonly requestId: string; readonly money: Money; readonly body: Buffer }

/** Signs with the active key of the account's configuration. */
const configured: Signer = { keyFor: () => undefined, note: () => false }

/** For whoever asks alone. */
const always = () => true

/** `deadlineMs` bounds a whole call; Amazon recommends 6 seconds. */
export function createIncentivesApi(
  transport: Transport,
  clock: Clock,
  deadlineMs: number,
  signer = configured,
): IncentivesApi {
  const call = (account: PartnerAccount, operation: string, body: Buffer, special: Special = {}) => {
    const { withinMs = deadlineMs, ...more } = special
    const headers = signedHeaders(account, operation, body, clock())
    const url = `${account.incentives.url}/${operation}`
    return withDeadline(withinMs, signal =>
      transport.send(url, { method: 'POST', headers, body, signal, ...more }),
    )
  }
  /** A question, and whether another key may be tried after this answer. */
  const ask = async (account: PartnerAccount, operation: string, body: Buffer, special?: Special) => {
    const key = signer.keyFor(account.name) ?? account.incentives
    const reply = await call(signedWith(account, key), operation, body, special)
    return { reply, another: signer.note(account.name, key, verdictOf(account, reply)) }
  }
  return {
    loadAmazonBalance: async (account, load, mayLeave = always) => {
      const key = signer.keyFor(account.name) ?? account.incentives
      try {
        const { amountUnit, echo } = account.incentives
        const reply = await call(signedWith(account, key), 'LoadAmazonBalance', load.body, { mayLeave })
        const answer = classify(reply, { ...load, amountUnit, echo })
        const another = signer.note(account.name, key, keyVerdict(answer))
        return another ? { ...answer, hold: null, reason: keyRefused } : answer
      } catch (error) {
        return classifyFailure(error)
      }
    },
    getAvailableFunds: async (account, mayLeave = always) => {
      try {
        const { reply } = await ask(account, 'GetAvailableFunds', fundsBody(account), { mayLeave })
        return reply.status === 200 ? parseFundsReply(reply.text) : null
      } catch {
        return null
      }
    },
    getActivityPage: async (account, query) => {
      try {
        const body = activityBody(account, query)
        const { reply, another } = await ask(account, 'GetGiftCardActivityPage', body, aPage)
        return another ? { refused: keyRefused } : parseActivityReply(reply)
      } catch (error) {
        return { refused: classifyFailure(error).reason }
      }
    },
    tryKey: async (account, key, mayLeave) => {
      try {
        const signed = signedWith(account, key)
        return verdictOf(account, await call(signed, 'GetAvailableFunds', fundsBody(account), { mayLeave }))
      } catch {
        return 'unproven'
      }
    },
  }
}

function signedWith(account: PartnerAccount, { accessKeyId, secretAccessKey }: AccessKey): PartnerAccount {
  return { ...account, incentives: { ...account.incentives, accessKeyId, secretAccessKey } }
}

function fundsBody({ partnerId }: PartnerAccount): Buffer {
  return Buffer.from(JSON.stringify({ partnerId }))
}

/** Of the answer to a question. Whoever may not ask it has probably signed it well, but nobody can be sure. */
function verdictOf({ currency, incentives }: PartnerAccount, reply: Reply): KeyVerdict {
  const nothing = { requestId: '', money: { amountMinor: 0, currency }, echo: 'optional' } as const
  const answer = classify(reply, { ...nothing, amountUnit: incentives.amountUnit })
  return answer.reason === 'AccessDenied' ? 'unproven' : keyVerdict(answer)
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
