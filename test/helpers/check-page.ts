/** Everything that is asked of a page of the service: accessible by day and by night, valid, closed to others, good at 320 px. */
import assert from 'node:assert/strict'
import type { Page, Route } from 'playwright-core'
import { axeViolations, cspFindings, focusFindings, htmlFindings, ofColours, reflowsAt } from './checkers.ts'
import { screenshot } from './look.ts'

/** A warning about what this service has none of; the pages of the staff have one script of their own. */
export const ownScript =
  "MEDIUM_MAYBE script-src 'self': 'self' can be problematic if you host JSONP, AngularJS or user uploaded files."

/** Loads the page once more. `policy` is what may be said of its Content-Security-Policy. */
export async function checkPage(page: Page, name: string, policy = [ownScript]): Promise<void> {
  const response = await page.reload()
  assert.deepEqual(await htmlFindings((await response?.text()) ?? ''), [], name)
  const header = (await response?.headerValue('content-security-policy')) ?? ''
  assert.deepEqual(cspFindings(header), policy, name)
  // The checker counts the controls of one document, and Tab walks through those of a frame as well.
  if ((await page.locator('iframe').count()) === 0) assert.deepEqual(await focusFindings(page), [], name)
  await checkShown(page, name)
}

/** What can be looked at without asking again for a page that answers a form or is shown once. */
export async function checkShown(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  assert.deepEqual(await axeViolations(page), [], name)
  await screenshot(page, `${name}-desktop`)
  assert.ok(await reflowsAt(page, 320), `${name}: no sideways scrolling at 320 px`)
  await page.setViewportSize({ width: 360, height: 740 })
  await screenshot(page, `${name}-phone`)
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await axeViolations(page, ofColours), [], `${name} by night`)
  await screenshot(page, `${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

/** For a page that looks again by itself: it would do so in the middle of a check. */
export async function withoutRefresh(route: Route): Promise<void> {
  if (route.request().resourceType() !== 'document') return await route.abort()
  const response = await route.fetch()
  const { refresh: _, ...headers } = response.headers()
  await route.fulfill({ response, headers })
}
