// Owns the automatic checks of what a person gets: accessibility, valid HTML, the security policy, narrow
// screens, keyboard focus, bytes. Every check works offline; what counts as a failure is up to the test.

import axe from 'axe-core'
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js'
import { Severity } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { HtmlValidate } from 'html-validate'
import type { Page } from 'playwright-core'

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

const htmlValidate = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: { 'doctype-style': 'off' }, // wants <!DOCTYPE> in upper case; both are valid HTML
})

/**
 * What axe finds against WCAG 2.2 A and AA, and outside every landmark: one line per rule and element. With `rules`
 * it looks for those alone, where the rest of the page was looked at before.
 */
export function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  return withScripting(page, scripted => analyze(scripted, rules))
}

/** The rules of axe that depend on colours: all that another colour scheme can break. */
export const ofColours = ['color-contrast', 'link-in-text-block']

/** What html-validate's recommended rules find in a whole document: `line:column rule: message`. */
export async function htmlFindings(html: string): Promise<string[]> {
  const { results } = await htmlValidate.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
  )
}

/** What Google's evaluator finds in a Content-Security-Policy header, hints included. */
export function cspFindings(header: string): string[] {
  const findings = new CspEvaluator(new CspParser(header).csp).evaluate()
  return findings.map(
    ({ severity, directive, value, description }) =>
      `${Severity[severity]} ${[directive, value].filter(Boolean).join(' ')}: ${description}`,
  )
}

/** WCAG 1.4.10: whether the page at this width (CSS pixels) needs no sideways scrolling. Resizes the page. */
export async function reflowsAt(page: Page, width: number): Promise<boolean> {
  await page.setViewportSize({ width, height: 800 })
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
  )
}

/** Bytes over the wire, headers included, for loading `url` with all it asks for. Use a fresh context: no cache. */
export async function pageWeight(page: Page, url: string): Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('requestfinished', request => {
    sizes.push(request.sizes().then(size => size.responseHeadersSize + size.responseBodySize))
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0)
}

/**
 * WCAG 2.1.1 and 2.4.7: the controls that Tab never reaches, or whose looks do not change when it does. The
 * page must be freshly loaded. Unchecked radio buttons are left out: the arrow keys reach them.
 */
export function focusFindings(page: Page): Promise<string[]> {
  return withScripting(page, walk)
}

/** All presses at once: the page itself notes what each came to. */
async function walk(page: Page): Promise<string[]> {
  await page.evaluate(MARK_CONTROLS)
  const controls = await page
    .locator('[data-control]')
    .evaluateAll(list => list.map(control => control.outerHTML))
  // Tab stops at every part of a date and its time, and at the button of their calendar.
  const stops = controls.length + 6 * (await page.locator(MOMENTS).count())
  await Promise.all(Array.from({ length: stops }, () => page.keyboard.press('Tab')))
  const seen = await page.evaluate<Record<number, boolean>>('seenByTab')
  return controls.flatMap((html, index) => {
    if (seen[index] === undefined) return [`not reached by Tab: ${html}`]
    return seen[index] ? [] : [`focus not visible: ${html}`]
  })
}

const LOOKS = `(element => {
  const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(element)
  const outline = outlineStyle === 'none' ? '' : outlineStyle + outlineWidth
  return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join()
})`

const MOMENTS = 'input:is([type=datetime-local], [type=date])[data-control]'

const MARK_CONTROLS = `(() => {
  const looks = ${LOOKS}
  ;[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(element => element.checkVisibility() && !element.disabled)
    .filter(element => element.type !== 'radio' || element.checked)
    .forEach((element, index) => {
      element.dataset.control = index
      element.dataset.looks = looks(element)
    })
  window.seenByTab = {}
  addEventListener('focusin', ({ target: { dataset }, target }) => {
    if (dataset.control !== undefined) seenByTab[dataset.control] = looks(target) !== dataset.looks
  })
})()`

/** Axe itself in the page: the wrapper for Playwright injects its half megabyte three times for every look. */
async function analyze(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source)
  const violations = await page.evaluate<Violation[]>(runAxe(rules))
  return violations.flatMap(({ id, help, targets }) => targets.map(target => `${id} ${target}: ${help}`))
}

type Violation = { id: string; help: string; targets: string[] }

function runAxe(only: readonly string[] | undefined): string {
  const all = { runOnly: WCAG_22_AA, rules: { region: { enabled: true } } }
  const options = {
    ...(only ? { runOnly: { type: 'rule', values: only } } : all),
    resultTypes: ['violations'],
  }
  return `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => ({ id, help, targets: nodes.map(node => node.target.join(' ')) })))`
}

/**
 * The checks run in the page, where nothing runs while its context has JavaScript switched off: then they look at a
 * copy (see `copyWithScripting`).
 */
async function withScripting<T>(page: Page, look: (page: Page) => Promise<T>): Promise<T> {
  if (!(await page.evaluate<boolean>('matchMedia("(scripting: none)").matches'))) return await look(page)
  const copy = await copyWithScripting(page)
  try {
    return await look(copy)
  } finally {
    await copy.context().close()
  }
}

/**
 * The same document at the same URL, so with the same style sheets, in a context with scripting: without its
 * scripts, and with the contents of noscript in the open, as the reader without JavaScript has it.
 */
async function copyWithScripting(page: Page): Promise<Page> {
  const html = (await page.content())
    .replace(/<script\b[\s\S]*?<\/script>/gi, '')
    .replace(/<\/?noscript\b[^>]*>/gi, '')
  const browser = page.context().browser()
  if (!browser) throw new Error('the page belongs to no browser')
  const copy = await browser.newPage({ viewport: page.viewportSize() })
  await copy.route(
    address => address.href === page.url(),
    route => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }),
  )
  await copy.goto(page.url())
  return copy
}
