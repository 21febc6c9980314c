/** The report as JUnit XML, for build servers: a suite for each family, everything but passed and failed is skipped. */
import { type CaseResult, type Report, summarize } from '../result.ts'

export function junitReport({ cases, startedAt, finishedAt, environment, host }: Report): string {
  const families = [...new Set(cases.map(({ family }) => family))]
  const suites = families.map(family =>
    suite(
      family,
      cases.filter(each => each.family === family),
    ),
  )
  const took = Date.parse(finishedAt) - Date.parse(startedAt)
  const name = { name: `Test plan, ${environment}, ${host}`, timestamp: startedAt }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { ...name, ...counts(cases, took) }, suites)}\n`
}

function suite(family: string, cases: readonly CaseResult[]): string {
  const took = cases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const attributes = { name: family, timestamp: cases[0]?.at ?? '', ...counts(cases, took) }
  return element('testsuite', attributes, cases.map(testCase))
}

function counts(cases: readonly CaseResult[], tookMs: number) {
  const { passed, failed } = summarize(cases)
  const skipped = cases.length - passed - failed
  return { tests: cases.length, failures: failed, errors: 0, skipped, time: tookMs / 1_000 }
}

function testCase({
  id,
  family,
  title,
  verdict,
  durationMs,
  expected,
  came,
  check,
  reason,
}: CaseResult): string {
  const attributes = { name: `${id} ${title}`, classname: family, time: durationMs / 1_000 }
  if (verdict === 'passed') return element('testcase', attributes, [])
  if (verdict !== 'failed') {
    return element('testcase', attributes, [element('skipped', { message: `${verdict}: ${reason}` }, [])])
  }
  const text = escapeXml(`Expected: ${expected}\nCame: ${came}\nCheck: ${check}`)
  return element('testcase', attributes, [element('failure', { message: came ?? '', type: 'unmet' }, [text])])
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  return content.length === 0
    ? `<${name}${pairs.join('')}/>`
    : `<${name}${pairs.join('')}>${content.join('\n')}</${name}>`
}

/** Line ends become references, because an attribute would lose them. The mask has taken out what XML cannot hold. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\n\t]/g, character => `&#${character.charCodeAt(0)};`)
}
