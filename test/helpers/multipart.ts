/** A form with a file, posted as a browser posts it. */
import { type CookieClient, decodeEntities, type Response } from './cookie-client.ts'

/** Posts to the page's form that takes a file, with these fields and no others; the answer is not followed. */
export async function postForm(
  client: CookieClient,
  page: Pick<Response, 'text' | 'url'>,
  fields: Readonly<Record<string, string | Blob>>,
): Promise<Pick<Response, 'status' | 'text' | 'location' | 'url'>> {
  const [, action = ''] = /<form[^>]* action="([^"]+)" enctype="multipart\/form-data"/.exec(page.text) ?? []
  const url = new URL(decodeEntities(action), page.url).href
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  const headers = { cookie: client.cookies.header(url), 'sec-fetch-site': 'same-origin' }
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
  const target = answer.headers.get('location')
  const location = target === null ? undefined : new URL(target, url).href
  return { status: answer.status, text: await answer.text(), location, url }
}
