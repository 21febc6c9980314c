/** The report's look, on a screen, a phone and paper. Colours keep 4.5:1 on their grounds, in the dark too. */
import { Html } from '../../../views/html.ts'

export const style = new Html(`<style>
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1a1d21; --soft: #4d5560; --line: #d5d9df;
  --link: #0b57a4; --code: #f1f3f6; --passed: #17663a; --failed: #b3261e; --manual: #8a5300; --none: #5a6370; }
@media (prefers-color-scheme: dark) { :root { --page: #121417; --card: #1c1f24; --text: #eceef1; --soft: #b3bac4;
  --line: #3a4049; --link: #8ec3ff; --code: #14171b; --passed: #7fdca4; --failed: #ff9d94; --manual: #f0bd6e; --none: #aab2bd; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main, footer { inline-size: min(62rem, 100% - 2rem); margin-inline: auto; }
header { padding-block: 2.5rem 1rem; }
.over { margin: 0; color: var(--soft); font-size: .875rem; letter-spacing: .04em; text-transform: uppercase; }
h1 { margin: .25rem 0 .5rem; font-size: clamp(1.75rem, 5vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 0 0 1rem; font-size: 1.375rem; letter-spacing: -.01em; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
.lead { margin: 0 0 1rem; font-size: 1.125rem; }
.bar { display: block; inline-size: 100%; block-size: .625rem; border-radius: 1rem; }
.bar .passed { fill: var(--passed); } .bar .failed { fill: var(--failed); }
.bar .manual { fill: var(--manual); } .bar .not-available, .bar .not-run { fill: var(--line); }
section { margin-block: 1.5rem; padding: clamp(1rem, 4vw, 1.75rem); background: var(--card); border: 1px solid var(--line); border-radius: .875rem; }
a { color: var(--link); }
code, pre, .id { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875em; }
dl { margin: 0; } dt { color: var(--soft); } dd { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: .75rem 2rem; }
.facts dt { font-size: .8125rem; }
table { inline-size: 100%; border-collapse: collapse; }
caption { padding-block: 1.25rem .375rem; text-align: start; font-weight: 650; }
th, td { padding: .4rem .75rem .4rem 0; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .8125rem; font-weight: 500; }
tbody th { font-weight: 500; }
.cases tbody th { white-space: nowrap; font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875rem; inline-size: 6.5rem; }
.cases th:nth-child(3) { inline-size: 9rem; } .cases th:nth-child(4) { inline-size: 5rem; }
.number { text-align: end; padding-inline-end: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.source, .reason, .meta { color: var(--soft); font-size: .8125rem; }
.source { white-space: nowrap; } .source::before { content: "· "; }
.verdict { white-space: nowrap; font-weight: 600; font-size: .875rem; font-family: inherit; }
.verdict::before { content: ""; display: inline-block; inline-size: .5rem; block-size: .5rem; margin-inline-end: .4rem;
  border: 2px solid currentColor; border-radius: 50%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.verdict.passed::before, .verdict.failed::before { background: currentColor; } .verdict.failed::before { border-radius: 0; }
.verdict.passed { color: var(--passed); } .verdict.failed { color: var(--failed); } .verdict.manual { color: var(--manual); }
.verdict.not-available, .verdict.not-run { color: var(--none); }
.failures { padding-inline-start: 1.25rem; } .failures li { margin-block-end: .75rem; }
.case { padding-block: 1rem; border-block-start: 1px solid var(--line); scroll-margin-block-start: 1rem; }
.case:target { outline: 2px solid var(--link); outline-offset: .5rem; border-radius: .25rem; }
.case h3 { margin-block: 0 .5rem; font-size: 1.0625rem; } .case h3 .verdict { margin-inline-start: .5rem; }
.id { color: var(--soft); font-weight: 500; }
.words > div { display: grid; grid-template-columns: 6rem 1fr; gap: .5rem; }
.came { color: var(--failed); font-weight: 600; }
.steps { margin: .75rem 0 0; padding-inline-start: 1.25rem; } .steps p { margin: 0; } .steps li { margin-block-end: .625rem; }
summary { cursor: pointer; color: var(--link); font-size: .875rem; }
pre { margin: .375rem 0; padding: .75rem; background: var(--code); border: 1px solid var(--line); border-radius: .5rem;
  white-space: pre-wrap; line-height: 1.45; font-size: .8125rem; }
pre.answer { border-inline-start: 3px solid var(--soft); }
footer { padding-block: 0 2rem; color: var(--soft); font-size: .8125rem; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  .cases thead, .cases td.number { display: none; }
  .cases tr { display: grid; grid-template-columns: 1fr auto; padding-block: .5rem; border-block-end: 1px solid var(--line); }
  .cases th, .cases td { padding: 0; border: 0; } .cases td:nth-child(2) { grid-column: 1 / -1; order: 3; }
  .words > div { grid-template-columns: 1fr; gap: 0; margin-block-end: .375rem; } .source { white-space: normal; }
}
@page { size: A4; margin: 16mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #4d5560; } }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --text: #000; --soft: #40464f; --line: #c4c9d0; --link: #000;
    --code: #f6f7f9; --passed: #17663a; --failed: #b3261e; --manual: #8a5300; --none: #5a6370; }
  body { font-size: 9.5pt; } header, main, footer { inline-size: auto; } header { padding-block: 0; }
  section { padding: 0; border: 0; border-radius: 0; }
  h2, h3, caption, .case h3 { break-after: avoid; } tr, .meta, .words, .failures li { break-inside: avoid; }
  section[aria-labelledby="details"] { break-before: page; }
  a { text-decoration: none; } summary { display: none; } .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  pre { font-size: 7.5pt; }
}
</style>`)
