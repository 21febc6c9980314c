/** Looking at a page in a browser: whom it asks beside the service, and a picture of it for people. */
import type { Page } from 'playwright-core'

/** Origins that the page asks beside the one at `url`, from now on. */
export function requestsBeyond(page: Page, { url }: { readonly url: string }): () => string[] {
  const origins = new Set<string>()
  page.on('request', request => origins.add(new URL(request.url()).origin))
  return () => [...origins].filter(origin => origin !== url && origin !== 'null')
}

/** SCREENSHOTS=folder keeps a picture of every page. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  // A frame that was never in view is not painted.
  for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded()
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
