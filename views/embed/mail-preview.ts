/**
 * A snippet as a reader sees it: a whole document, to be shown inside another page. That page's policy lets no style
 * attribute in, so each one becomes a class of the same declarations in a style element that the policy knows.
 */
import { Html, html } from '../html.ts'

export type Preview = { readonly nonce: string; readonly title: string; readonly snippet: string }

export function mailPreview({ nonce, title, snippet }: Preview): string {
  const { body, rules } = withClasses(snippet)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<base target="_blank">
<style nonce="${nonce}">body{margin:16px;font:16px/24px Arial,Helvetica,sans-serif}${new Html(rules)}</style>
</head>
<body>
<p>Hello,</p>
<p>your own words stand here.</p>
${new Html(body)}
</body>
</html>
`.text
}

function withClasses(snippet: string): { readonly body: string; readonly rules: string } {
  const rules: string[] = []
  const body = snippet.replace(/ style="([^"]*)"/g, (_, declarations: string) => {
    rules.push(`.s${rules.length}{${declarations}}`)
    return ` class="s${rules.length - 1}"`
  })
  return { body, rules: rules.join('') }
}
