/** The one layout: who sends, what to read, whom to ask. Every page of the recipient's journey is inside it. */
import { type Html, html } from './html.ts'
import type { Locale } from './locale.ts'

export type Page = {
  readonly locale: Locale
  /** For the one inline style element that carries the sender's colour. */
  readonly nonce: string
  /** True wherever no real money can move. */
  readonly test: boolean
  readonly stylesheet: string
  readonly publicUrl: string
  readonly reference: string
  readonly sender: Sender | null
  /** The page is about the sender and no claim link, so the reference is the request's. */
  readonly withoutClaim?: true
  readonly rehearsal?: boolean
  /** The page is shown inside another one, so its links open in a tab of their own. */
  readonly inside?: true
}

export type Sender = {
  readonly name: string
  readonly color: string
  readonly support: string
  /** Of the page "Is this real?"; absent on that page itself and where there is no claim link to doubt. */
  readonly realPath?: string
  /** With the size at which it is shown, so that nothing moves when it comes. */
  readonly logo: { readonly path: string; readonly width: number; readonly height: number } | null
}

export function layout(page: Page, title: string, content: Html): string {
  const { locale, sender } = page
  const { layout: words } = locale.messages
  return html`<!doctype html>
<html lang="${locale.tag}" dir="${locale.direction}">
<head>
<meta charset="utf-8">
<title>${sender ? `${title} – ${sender.name}` : title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<meta property="og:title" content="${words.previewTitle}">
<meta property="og:description" content="${words.previewText}">
${page.inside && html`<base target="_blank">`}
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${page.stylesheet}">
${sender && brandStyle(page.nonce, sender.color)}
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
${page.rehearsal ? testMark(words.rehearsal) : page.test && testMark(words.test)}
<header class="brand"><p>${sender && logo(sender)}${sender?.name ?? new URL(page.publicUrl).host}</p></header>
<main id="content">
${content}
</main>
<footer>
${sender ? html`<p>${words.questions(sender.name)} ${supportLink(sender.support)}</p>` : html`<p>${words.questionsNobody}</p>`}
${sender?.realPath && html`<p><a href="${sender.realPath}">${words.real}</a></p>`}
<p>${sender && !page.withoutClaim ? words.reference : words.requestReference} <strong class="reference">${page.reference}</strong></p>
</footer>
</body>
</html>
`.text
}

/** The name stands beside it, so there is nothing to say of it. */
function logo({ logo }: Sender): Html | null {
  return logo && html`<img src="${logo.path}" width="${logo.width}" height="${logo.height}" alt=""> `
}

/** A landmark, so that nobody who moves between those misses it. */
export function testMark(text: string): Html {
  return html`<aside class="test">${text}</aside>`
}

function supportLink(support: string): Html {
  const address = support.startsWith('https://') ? support : `mailto:${support}`
  return html`<a href="${address}">${support.replace(/^https:\/\//, '')}</a>`
}

/** `color` is #rrggbb, checked when the campaign was made. */
function brandStyle(nonce: string, color: string): Html {
  return html`<style nonce="${nonce}">:root{--brand:${color};--on-brand:${textOn(color)}}</style>`
}

/** Black or white, whichever contrasts more (WCAG 2.2 relative luminance); at least 4.5:1 on any colour. */
export function textOn(color: string): '#000000' | '#ffffff' {
  const channels = [1, 3, 5].map(start => linear(Number.parseInt(color.slice(start, start + 2), 16) / 255))
  const [red = 0, green = 0, blue = 0] = channels
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? '#000000' : '#ffffff'
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

/** A list of facts: name and value. */
export function facts(rows: ReadonlyArray<readonly [name: string, value: string] | null>): Html {
  const shown = rows.filter(row => row !== null)
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

export function externalLink(
  page: Page,
  address: string,
  text: string,
  kind: 'link' | 'button' = 'link',
): Html {
  const newTab = page.locale.messages.layout.newTab
  return html`<a${kind === 'button' && html` class="button"`} href="${address}" target="_blank" rel="noopener noreferrer">${text} <span class="note">${newTab}</span></a>`
}
