/** The service beside an OpenID provider at which its staff signs in. */
import type { TestContext } from 'node:test'
import { type CookieClient, createCookieClient, type Response } from './cookie-client.ts'
import { startOpenidProvider } from './openid-provider.ts'
import { titleOf } from './recipient.ts'
import { type Options, startTestService } from './service.ts'

export const rules = 'groups:ops=operator, groups:mail team=marketer, email:eve@acme.example=viewer'

export const seen = ({ status, text }: Response) => [status, titleOf(text)]

/** A browser of somebody whom nobody knows yet. */
export function visitor(t: TestContext): CookieClient {
  const client = createCookieClient()
  t.after(() => client.close())
  return client
}

export async function startWithProvider(t: TestContext, options: Options = {}) {
  const provider = await startOpenidProvider(t)
  const service = await startTestService(t, { env: provider.env(rules), ...options })
  const home = `${service.url}/admin/campaigns`
  const begin = `${service.url}/admin/oidc/sign-in`
  /** From the link to the provider's redirect back, which is not followed. */
  const toCallback = async (client: CookieClient) => await client.follow(await client.get(begin))
  const signIn = async (client: CookieClient) => await client.follow(await toCallback(client))
  const whoIs = async (client: CookieClient) =>
    /<span>([^<]+)<\/span>/.exec((await client.get(home)).text)?.[1]
  return { provider, service, home, begin, toCallback, signIn, whoIs }
}
