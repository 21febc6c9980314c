/** The template language: whatever is put in stays text. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeHtml, Html, html } from '../../views/html.ts'

const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[<>&"'`= a/!-]{0,20}$/))
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
const plain = (text: string) => text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity] ?? '')

test('an escaped text holds no character that could end a text or an attribute, and says the same', () => {
  fc.assert(
    fc.property(hostile, text => {
      const escaped = escapeHtml(text)
      assert.doesNotMatch(escaped, /[<>"']/)
      assert.doesNotMatch(escaped, /&(?!(?:amp|lt|gt|quot|#39);)/)
      assert.equal(plain(escaped), text)
    }),
  )
})

test('every value of a template is escaped, in text, in attributes and in lists', () => {
  fc.assert(
    fc.property(hostile, fc.array(hostile), (text, list) => {
      const { text: page } = html`<p title="${text}">${text}</p>${list}`
      assert.equal(
        page,
        `<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>${list.map(escapeHtml).join('')}`,
      )
    }),
  )
})

test('what is already HTML passes once and unchanged, nested as deep as it may be', () => {
  assert.equal(
    html`<ul>${['<', '>'].map(text => html`<li>${html`<b>${text}</b>`}</li>`)}</ul>`.text,
    '<ul><li><b>&lt;</b></li><li><b>&gt;</b></li></ul>',
  )
})

test('an object that only looks like HTML is not taken for it', () => {
  const impostor = JSON.parse('{"text":"<script>"}')
  assert.throws(() => html`${impostor}`)
})

test('null, undefined and false show nothing; zero and the empty text show themselves', () => {
  assert.equal(html`[${null}${undefined}${false}]`.text, '[]')
  assert.equal(html`[${0}${''}${-1.5}]`.text, '[0-1.5]')
})

test('a page is text when it is joined with text', () => {
  assert.equal(String(new Html('<hr>')), '<hr>')
})
