/** Presses on the staff's pages, and the pages that come of them. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CookieClient, type Form, formOf, type Response } from './cookie-client.ts'
import { submit } from './recipient.ts'

/** What stands in the head of every page of a campaign. */
const ofCampaign = /\/(pause|resume|end)$/

/** The form with a button of this text, with that button's name and value among its fields. Throws when there is none. */
export function formWith(page: Response, text: RegExp): Form {
  for (let index = 0; ; index++) {
    const form = formOf(page.text, index)
    const button = ofCampaign.test(form.action)
      ? undefined
      : form.buttons.find(candidate => text.test(candidate.text))
    if (!button) continue
    return { ...form, fields: { ...form.fields, ...(button.name && { [button.name]: button.value }) } }
  }
}

/** Presses that button; the answer is not followed. */
export async function press(
  client: CookieClient,
  page: Response,
  text: RegExp,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await submit(client, page, formWith(page, text), more)
}

/** The page after the press, once nothing is under way any more. */
export async function settled(client: CookieClient, answer: Response): Promise<Response> {
  assert.equal(answer.status, 303, answer.text)
  for (;;) {
    const page = await client.get(answer.location ?? '')
    if (page.headers.refresh === undefined) return page
    await sleep(100)
  }
}
