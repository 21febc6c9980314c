/** The report as one HTML file that can be mailed and printed: it loads nothing and runs nothing. */
import { type Html, html } from '../../../views/html.ts'
import type { CaseResult, Report } from '../result.ts'
import { caseDetails, verdictMark } from './case.ts'
import { style } from './style.ts'
import { inWords, seconds, time } from './words.ts'

export function htmlReport(report: Report): string {
  const title = `Test plan: partner ${report.partnerId}, ${report.environment}, ${report.startedAt.slice(0, 10)}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
${style}
</head>
<body>
<header>
<p class="over">Login and Receive · ${otherSide[report.environment]}</p>
<h1>Test plan report</h1>
<p class="lead">${inWords(report.summary)} ${against[report.environment]}</p>
${bar(report.summary)}
</header>
<main>
${identity(report)}
${list('not-proven', 'What this report does not prove', report.notProven)}
${failures(report.cases)}
${overview(report.cases)}
${list('open', 'Open questions', report.openQuestions)}
<section aria-labelledby="details">
<h2 id="details">Every case in detail</h2>
<p>Secrets, signatures, key ids and claim codes are masked; Amazon account ids show their last four characters. All times are UTC.</p>
${report.cases.map(caseDetails)}
</section>
</main>
<footer><p>Login and Receive ${report.versions['login-and-receive']} · report format ${report.version} · the same in report.json and report.xml</p></footer>
</body>
</html>
`.text
}

/** Whoever reads no further must not take the emulator for Amazon. */
const otherSide = {
  emulator: "this project's emulator of the Amazon Incentives API",
  sandbox: 'Amazon Incentives API, sandbox',
  production: 'Amazon Incentives API',
} as const

const against = {
  emulator: 'Against our own emulator, not Amazon.',
  sandbox: "Against Amazon's sandbox.",
  production: 'Against Amazon in production, harmless calls only.',
} as const

/** How much of the plan ended how, as a strip; the sentence above it says the same. */
function bar(summary: Report['summary']): Html {
  const total = Object.values(summary).reduce((sum, count) => sum + count, 0)
  let left = 0
  const parts = Object.entries(summary).map(([verdict, count]) => {
    const part = html`<rect class="${verdict}" x="${left}" y="0" width="${count}" height="1"/>`
    left += count
    return part
  })
  return html`<svg class="bar" viewBox="0 0 ${total} 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`
}

function identity(report: Report): Html {
  const took = seconds(Date.parse(report.finishedAt) - Date.parse(report.startedAt))
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`)
  return html`<section aria-labelledby="about">
<h2 id="about">What was tested</h2>
<dl class="facts">
${fact('Environment', environmentWords[report.environment])}
${fact('Endpoint', `${report.host} (${report.region})`)}
${fact('Partner id', report.partnerId)}
${fact('Marketplace', report.marketplace)}
${fact('Started', `${time(report.startedAt)} UTC, took ${took}`)}
${fact('Run by', report.by)}
${fact('Versions', versions.join(', '))}
</dl>
<h3>Settings that stand for the contract with Amazon</h3>
<table>
<thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">From</th></tr></thead>
<tbody>
${report.settings.map(
  ({ name, value, standing }) =>
    html`<tr><th scope="row"><code>${name}</code></th><td><code>${value}</code></td><td>${standing}</td></tr>
`,
)}</tbody>
</table>
</section>`
}

const environmentWords = {
  emulator: "emulator: our own stand-in for Amazon, on the tester's machine",
  sandbox: "sandbox: Amazon's test environment",
  production: 'production: harmless calls only',
} as const

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>
`
}

function failures(cases: readonly CaseResult[]): Html | false {
  const failed = cases.filter(({ verdict }) => verdict === 'failed')
  if (failed.length === 0) return false
  return html`<section aria-labelledby="failed">
<h2 id="failed">Failed</h2>
<ul class="failures">
${failed.map(
  ({ id, title, came, check }) => html`<li><a href="#${id}">${id}</a> ${title}<br>
<strong>Came:</strong> ${came}<br><strong>Check:</strong> ${check}</li>
`,
)}</ul>
</section>`
}

function overview(cases: readonly CaseResult[]): Html {
  const families = [...new Set(cases.map(({ family }) => family))]
  return html`<section aria-labelledby="cases">
<h2 id="cases">Cases</h2>
${families.map(family =>
  familyTable(
    family,
    cases.filter(each => each.family === family),
  ),
)}
</section>`
}

function familyTable(family: string, cases: readonly CaseResult[]): Html {
  return html`<table class="cases">
<caption>${family}</caption>
<thead><tr><th scope="col">Case</th><th scope="col">Title</th><th scope="col">Result</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>
${cases.map(
  ({ id, title, source, verdict, reason, durationMs }) => html`<tr>
<th scope="row"><a href="#${id}">${id}</a></th>
<td>${title} <span class="source">${source}</span>${reason && html`<br><span class="reason">${reason}</span>`}</td>
<td>${verdictMark(verdict)}</td>
<td class="number">${verdict === 'not-run' ? '–' : seconds(durationMs)}</td>
</tr>
`,
)}</tbody>
</table>`
}

function list(id: string, title: string, items: readonly string[]): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<ul>
${items.map(
  item => html`<li>${item}</li>
`,
)}</ul>
</section>`
}
