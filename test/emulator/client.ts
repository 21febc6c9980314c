// What the emulator's tests share: a client of its own, signing with aws4 and walking through the sign-in form.

import { createHash, randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import aws4 from 'aws4'
import { request } from 'undici'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/app.ts'

export const CLIENT_ID = 'amzn1.application-oa2-client.emulator'
export const CLIENT_SECRET = 'emulator-client-secret'
export const REDIRECT_URI = 'http://localhost:3000/sign-in/default/callback'
export const JANE = 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23'
export const BLOCKED = 'amzn1.account.AEBLOCKED3WXYZ4ABCD5EFGHIJ67'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

type Members = Readonly<Record<string, unknown>>
type Send = Parameters<typeof request>[1]

/** An emulator for one test: a free port, no throttle and no files unless the test asks for them. */
export async function emulatorFor(t: TestContext, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null, ...options })
  t.after(() => emulator.close())
  return emulator
}

export async function send(url: string, options: Send = {}): Promise<Reply> {
  const reply = await request(url, options)
  return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() }
}

/** What a client sees of a fault: status and body, or that the connection gave no answer. */
export async function outcome(reply: Promise<Reply>): Promise<string> {
  try {
    const { status, text } = await reply
    return `${status} ${text}`
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silent' : 'cut'
  }
}

export interface Signing {
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly region?: string
  readonly service?: string
  readonly date?: string
  /** Instead of or beside those of a JSON call; they are signed too. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A signed call of the Incentives API; `body` is sent as it is when it is text. */
export function call(url: string, operation: string, body: unknown, signing: Signing = {}): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const { signal = null } = signing
  return send(`${url}/${operation}`, {
    method: 'POST',
    body: text,
    signal,
    headers: signed(url, operation, text, signing),
  })
}

/** aws4 adds a Host header; undici makes its own from the URL. */
export function signed(
  url: string,
  operation: string,
  body: string,
  signing: Signing,
): Record<string, string> {
  const { accessKeyId = 'AKIDEMULATORACTIVE01', secretAccessKey = 'emulator-secret-access-key' } = signing
  const { region = 'us-east-1', service = 'AGCODService', date } = signing
  const target = `com.amazonaws.agcod.AGCODService.${operation}`
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-amz-target': target }
  const dated = { ...headers, ...signing.headers, ...(date && { 'x-amz-date': date }) }
  const options = {
    host: new URL(url).host,
    method: 'POST',
    path: `/${operation}`,
    service,
    region,
    body,
    headers: dated,
  }
  const { Host: _, ...rest } = aws4.sign(options, { accessKeyId, secretAccessKey }).headers ?? {}
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]))
}

export function loadBody(changes: Members = {}): Members {
  return {
    loadBalanceRequestId: 'Emul1AAAAAAAAAAAAAAAAAAAAAAAAAA',
    partnerId: 'Emul1',
    amount: { currencyCode: 'USD', value: 25 },
    account: { id: JANE, type: 2 },
    ...changes,
  }
}

export function load(url: string, changes: Members = {}, signing: Signing = {}): Promise<Reply> {
  return call(url, 'LoadAmazonBalance', loadBody(changes), signing)
}

export async function lines(url: string, list: 'ledger' | 'calls'): Promise<Record<string, unknown>[]> {
  const { text } = await send(`${url}/_emulator/${list}`)
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
}

export function setFaults(url: string, faults: unknown): Promise<Reply> {
  return send(`${url}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(faults) })
}

export function setWorld(url: string, world: unknown): Promise<Reply> {
  return send(`${url}/_emulator/world`, { method: 'PUT', body: JSON.stringify(world) })
}

export const VERIFIER = randomBytes(32).toString('base64url')
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

export function authorizeUrl(url: string, changes: Readonly<Record<string, string>> = {}): string {
  const parameters = {
    client_id: CLIENT_ID,
    scope: 'profile:user_id',
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    state: 'st-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  }
  return `${url}/ap/oa?${new URLSearchParams(parameters)}`
}

export function postForm(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return send(url, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { ...type, ...headers },
  })
}

/** Presses an account's button, allows whatever is asked, and returns the code. */
export async function codeOf(
  url: string,
  account: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { headers } = await postForm(authorizeUrl(url, changes), { account, consent: 'allow' })
  return new URL(String(headers.location)).searchParams.get('code') ?? ''
}

export function redeem(
  url: string,
  code: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return postForm(`${url}/auth/o2/token`, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    code_verifier: VERIFIER,
    ...changes,
  })
}

export async function tokenOf(url: string, account: string, scope = 'profile:user_id'): Promise<string> {
  const reply = await redeem(url, await codeOf(url, account, { scope }))
  return JSON.parse(reply.text).access_token
}
