/** A member of the staff without a browser: signed in by a real link, with a cookie jar. */
import type { TestContext } from 'node:test'
import type { Role } from '../../src/domain/staff.ts'
import { type Invitation, invite } from '../../src/services/staff.ts'
import { type CookieClient, createCookieClient, formOf, type Response } from './cookie-client.ts'
import { submit } from './recipient.ts'
import type { TestService } from './service.ts'

/** A fresh sign-in link on the address where the service really listens. */
export async function staffLink(
  { context, url }: Pick<TestService, 'context' | 'url'>,
  invitation: Partial<Invitation> = {},
): Promise<string> {
  const link = await invite(context, { role: 'marketer', name: 'Ann', by: 'a test', ...invitation })
  return url + new URL(link).pathname
}

/** Presses the button of the sign-in page; the answer is not followed. */
export async function enterBy(
  client: CookieClient,
  link: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const page = await client.get(link)
  return await submit(client, page, formOf(page.text), more)
}

/** Somebody of this role who is signed in. */
export async function signedInStaff(
  t: TestContext,
  service: Pick<TestService, 'context' | 'url'>,
  role: Role = 'marketer',
): Promise<CookieClient> {
  const client = createCookieClient()
  t.after(() => client.close())
  await enterBy(client, await staffLink(service, { role, name: `The ${role}` }))
  return client
}

/** Posts what a form of the page at `from` would, to `action`. */
export async function postFrom(
  client: CookieClient,
  from: string,
  action: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  const page = await client.get(from)
  const { csrf = '' } = formOf(page.text).fields
  const sameOrigin = { 'sec-fetch-site': 'same-origin' }
  return await client.post(new URL(action, from).href, { csrf, ...fields }, sameOrigin)
}
