/** An answer of LoadAmazonBalance, read and put into the questions that the classification asks of it. */
import type { Money } from '../domain/money.ts'
import type { AmountUnit } from '../domain/partner-account.ts'
import type { Reply } from './transport.ts'
import { compareEcho, type Echo, type LoadReply, namesOtherRequest, parseLoadReply } from './wire.ts'

/** What was sent and how Amazon is expected to repeat it. */
export type Sent = {
  readonly requestId: string
  readonly money: Money
  readonly amountUnit: AmountUnit
  readonly echo: 'required' | 'optional'
}

export type Received = {
  readonly reply: Reply
  readonly body: LoadReply | null
  readonly echo: Echo
  readonly echoRequired: boolean
  /** The answer names a request id and it is not the one that was sent. */
  readonly namesOther: boolean
}

export function receive(reply: Reply, { requestId, money, amountUnit, echo }: Sent): Received {
  const body = parseLoadReply(reply.text)
  return {
    reply,
    body,
    echo: body ? compareEcho(body, requestId, money, amountUnit) : 'absent',
    echoRequired: echo === 'required',
    namesOther: body !== null && namesOtherRequest(body, requestId),
  }
}

/** Only the success form: status at the top, and neither an error nor an error's envelope beside it. */
export function succeeded({ reply, body }: Received): boolean {
  const isError = body?.errorCode || body?.errorType || body?.agcodResponse
  return reply.status === 200 && body?.status === 'SUCCESS' && !isError
}

/** Whether the status stands at the top or in an error's envelope. */
export function says(status: string) {
  return ({ body }: Received) => [body?.status, body?.agcodResponse?.status].includes(status)
}

export function messageOf(body: LoadReply | null): string {
  return body?.message ?? body?.Message ?? ''
}

export function mentionsCredentials(body: LoadReply | null): boolean {
  return /signature|security token|credential|access key/i.test(messageOf(body))
}

export function isThrottled({ reply, body }: Received): boolean {
  const words = [body?.__type, body?.errorCode, body?.errorType]
  return (
    reply.status === 429 ||
    words.some(word => /throttl/i.test(word ?? '')) ||
    /^Rate exceeded$/i.test(messageOf(body))
  )
}

/** Class and type together: an unexpected pair is not the answer that the row was written for. */
export function ofType(errorCode: 'F200' | 'F300', ...types: readonly string[]) {
  return ({ body }: Received) => body?.errorCode === errorCode && types.includes(body.errorType ?? '')
}

export function typeOf(body: LoadReply | null): string | undefined {
  return safeWord(body?.errorType) ?? safeWord(body?.errorCode)
}

/** Upstream text reaches logs and reports only when it is a plain word. */
export function safeWord(text: string | null | undefined): string | undefined {
  return text && /^[A-Za-z0-9._-]{1,80}$/.test(text) ? text : undefined
}
