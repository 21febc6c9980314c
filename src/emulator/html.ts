// An escaping tagged template and the frame of every page the emulator shows.
// Pages are plain forms and tables; they need no script and say on top that nothing here is Amazon.

const MARKUP = Symbol('markup')

/** Text that is markup already; only `html` makes it, so nothing from outside can pass for it. */
export interface Html {
  readonly [MARKUP]: string
}

type Value = string | number | Html | readonly Html[]

/** Builds markup; every interpolated text is escaped for element content and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map(
    (text, index) => text + (index < values.length ? render(values[index] ?? '') : ''),
  )
  return { [MARKUP]: parts.join('') }
}

/** What a page may have around its body: links to its neighbours, and style of its own. */
export interface Surroundings {
  readonly nav?: Html
  readonly style: Html
}

/** A whole page: one h1, one main landmark, inline style, readable on a phone of 320 px. */
export function page(title: string, body: Html, around: Surroundings | null = null): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - Emulator of Amazon</title>
<style>${STYLE}${around?.style ?? ''}</style>
</head>
<body>
<header><p><strong>Emulator.</strong> This is not Amazon. No money moves.</p>${around?.nav ?? ''}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`[MARKUP]
}

function render(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value))
  if (Array.isArray(value)) return value.map(render).join('')
  return (value as Html)[MARKUP]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}

const STYLE = html`
:root{--page:#eef1f5;--card:#fff;--text:#1c2733;--soft:#4b5765;--line:#d3d9e0;--accent:#3b2667;--tint:#f4f1fb}
@media (prefers-color-scheme:dark){:root{--page:#14161a;--card:#1d2026;--text:#e8ebef;--soft:#b0b9c4;
--line:#3a414b;--accent:#c9b8f5;--tint:#2a2540}}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--page)}
header{background:#3b2667;color:#fff;padding:.5rem 1rem;text-align:center}
header p{margin:0}
main{max-width:34rem;margin:1rem auto;padding:1rem;background:var(--card);border-radius:.5rem;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:0 0 1rem}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit;text-align:left;color:inherit;
background:var(--tint);border:1px solid #7a6aa3;border-radius:.4rem;cursor:pointer}
button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
small{color:var(--soft)}
button small{display:block;font-size:.8rem}
label{display:flex;align-items:center;gap:.5rem;min-height:2.75rem}
input{width:1.4rem;height:1.4rem}
a{color:var(--accent)}
dt{font-weight:600}
dd{margin:0 0 .5rem}
`
