// A sign-in at the emulator up to the callback, as a browser would walk it.
import { createHash, randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { request } from 'undici'
import { createLogin, type SignInResult } from '../../src/amazon/login.ts'
import type { Env } from '../../src/config/problem.ts'
import { startEmulator } from '../../src/emulator/app.ts'
import { accountAt, transportFor } from './account.ts'

export const redirectUri = 'http://localhost:3000/sign-in/default/callback'

export function troubleOf(result: SignInResult): string | null {
  return result.ok ? null : result.trouble
}

export async function started(t: TestContext, env: Env = {}, deadlineMs = 2_000) {
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
  t.after(() => emulator.close())
  const login = createLogin(transportFor(t), deadlineMs)
  const client = accountAt(emulator.url, env).login
  const state = randomBytes(32).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  const press = async (form: Record<string, string>) => {
    const page = login.authorizationUrl(client, { state, codeChallenge: challengeOf(verifier), redirectUri })
    return await pressed(page, form)
  }
  const finish = (url: URL, codeVerifier = verifier) => login.signIn(client, { url, state, codeVerifier })
  const signInAs = async (account: string) => await finish(await press({ account, consent: 'allow' }))
  return { emulator, login, client, state, verifier, press, finish, signInAs }
}

/** Where the emulator's sign-in page sends the browser. */
export async function pressed(page: string, form: Record<string, string>): Promise<URL> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const reply = await request(page, { method: 'POST', headers, body: new URLSearchParams(form).toString() })
  await reply.body.dump()
  return new URL(String(reply.headers.location))
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
