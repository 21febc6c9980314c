/** The layout of the QA pages: English, wide, for people who test. Recipients never see one. */
import { type Html, html } from '../html.ts'
import { testMark } from '../layout.ts'

export type QaPage = {
  readonly stylesheet: string
  readonly qaStylesheet: string
}

export function qaLayout({ stylesheet, qaStylesheet }: QaPage, title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} – QA</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylesheet}">
<link rel="stylesheet" href="${qaStylesheet}">
</head>
<body class="qa">
<a class="skip" href="#content">Skip to the content</a>
${testMark('Test: no money moves')}
<header><p><a href="/qa">QA</a></p></header>
<main id="content">
${content}
</main>
</body>
</html>
`.text
}

/** What a visually short button or link is about, for those who hear it out of its row. */
export function spoken(text: string): Html {
  return html`<span class="spoken"> ${text}</span>`
}

/** `2026-11-22 22:15:03.120 UTC` */
export function timeText(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', ' UTC')
}

/** A name above its value, as many beside each other as fit. */
export function chips(rows: ReadonlyArray<readonly [name: string, value: Html | string] | null>): Html {
  const shown = rows.filter(row => row !== null)
  return html`<dl class="chips">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
