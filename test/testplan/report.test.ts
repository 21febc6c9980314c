/** The report as people and programs get it: no secrets, valid, accessible, printable, readable by build servers. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Browser, Page } from 'playwright-core'
import { createMask } from '../../src/testplan/mask.ts'
import { htmlReport } from '../../src/testplan/report/html.ts'
import { junitReport } from '../../src/testplan/report/junit.ts'
import { type Report, verdicts } from '../../src/testplan/result.ts'
import { accountAt } from '../amazon/account.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { axeViolations, focusFindings, htmlFindings, reflowsAt } from '../helpers/checkers.ts'
import { maskedSecrets, planted, reportOf } from './report.ts'
import { run, startStage } from './stage.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const all = reportOf(verdicts)

test('the mask leaves no planted secret, and keeps what people look at', () => {
  const masked = maskedSecrets()
  for (const [name, secret] of Object.entries(planted)) assert.ok(!masked.includes(secret), name)
  assert.doesNotMatch(masked, /AKIA/)
  assert.match(
    masked,
    /Credential=\*{4}\/20261122\/us-east-1\/AGCODService\/aws4_request, SignedHeaders=host;x-amz-date, Signature=\*{4}/,
  )
  assert.match(masked, /amzn1\.account\.\*{4}YZ23/)
})

test('a whole run leaves no key, secret, signature, claim code or account id in any of the three files', async t => {
  const { stage } = await startStage(t)
  const cases = await run(stage, ['LR-01', 'GC-03', 'ER-03', 'ER-04', 'OP-01'])
  const report = { ...all, cases }
  const text = [htmlReport(report), junitReport(report), JSON.stringify(report)].join('\n')
  for (const secret of Object.values(planted)) assert.ok(!text.includes(secret), secret)
  assert.doesNotMatch(text, /Signature=[0-9a-f]/)
  assert.doesNotMatch(text, /gcClaimCode[^*]{0,20}[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4}/)
  assert.match(text, /gcClaimCode/)
})

test('a mask without credentials still masks', () => {
  const account = accountAt('http://localhost:1')
  const incentives = { ...account.incentives, accessKeyId: '', secretAccessKey: '' }
  assert.equal(createMask({ ...account, incentives })('Signature=ab12 text'), 'Signature=**** text')
})

test('the HTML is valid, loads nothing, runs nothing, and shows markup as text', async () => {
  const html = htmlReport(all)
  assert.deepEqual(await htmlFindings(html), [])
  assert.doesNotMatch(html, /<script|https?:\/\/[^ ]*\.(css|js|png)/)
  assert.match(html, /default-src &#39;none&#39;|default-src 'none'/)
  assert.match(html, /&lt;script&gt;alert\(1\)/)
})

test('a report from the emulator says so at once, and what it does not prove before any case', () => {
  const head = (environment: Report['environment']) =>
    htmlReport({ ...all, environment }).split('id="cases"')[0] ?? ''
  assert.match(
    head('emulator'),
    /emulator of the Amazon Incentives API.*Against our own emulator, not Amazon\./s,
  )
  assert.match(head('emulator'), /What this report does not prove/)
  assert.doesNotMatch(head('sandbox') + head('production'), /our own emulator, not Amazon/)
})

for (const width of [390, 1280]) {
  test(`the HTML is accessible at ${width} pixels, in light and dark`, async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(htmlReport(all), { viewport: { width, height: 900 }, colorScheme })
      assert.deepEqual(await axeViolations(page), [])
      await page.context().close()
    }
  })
}

test('the HTML needs no sideways scrolling on a narrow phone, and every control is reached by keyboard', async () => {
  const page = await open(htmlReport(all), { viewport: { width: 390, height: 900 } })
  assert.deepEqual(await focusFindings(page), [])
  assert.ok(await reflowsAt(page, 320))
  await page.context().close()
})

test('what is folded on the screen is open on paper', async () => {
  const page = await open(htmlReport(all), {})
  const passed = page.locator('#XX-00 pre').first()
  assert.equal(await passed.isVisible(), false)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await passed.isVisible(), true)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  assert.ok((pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? []).length > 1)
  await page.context().close()
})

test('a failed case says what was expected, what came and what to check', async () => {
  const page = await open(htmlReport(reportOf(['failed'], 'words of its own')), {})
  const text = await page.locator('#XX-00').innerText()
  for (const label of ['Expected', 'Came', 'Check'])
    assert.match(text, new RegExp(`${label}\\s+words of its own`))
  await page.context().close()
})

test('the JUnit file is well-formed whatever a case says, and counts right', () => {
  const xml = junitReport(all)
  assert.equal(XMLValidator.validate(xml), true)
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', htmlEntities: true })
  const { testsuites } = parser.parse(xml)
  assert.deepEqual(
    [testsuites.tests, testsuites.failures, testsuites.skipped, testsuites.time],
    ['5', '1', '3', '12.345'],
  )
  const [, failed, manual] = testsuites.testsuite.testcase
  assert.match(failed.failure.message, /<script>alert\(1\)<\/script> & "quotes" 'apostrophes' \]\]>/)
  assert.match(failed.failure['#text'], /Expected: [\s\S]*Came: [\s\S]*Check: /)
  assert.match(manual.skipped.message, /^manual: /)
  assert.match(failed.failure.message, /\ufffd\ufffd\[31m \ufffd ümlaut 山田\nsecond line/)
  assert.doesNotMatch(xml, /[^\P{Cc}\n]|\p{Cs}/u)
})

async function open(html: string, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.setContent(html)
  return page
}
