/** The sender's colour on every page: readable whatever colour it is, and never more than a colour. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html } from '../../views/html.ts'
import { layout, type Page, textOn } from '../../views/layout.ts'
import { locales } from '../../views/locale.ts'

const color = fc.stringMatching(/^#[0-9a-fA-F]{6}$/)

test('text on any colour has a contrast of at least 4.5 to 1 and is the better of black and white', () => {
  fc.assert(
    fc.property(color, background => {
      const chosen = contrast(background, textOn(background))
      assert.ok(chosen >= 4.5, `${background}: ${chosen}`)
      assert.ok(chosen + 1e-9 >= Math.max(contrast(background, '#000000'), contrast(background, '#ffffff')))
    }),
    { numRuns: 3_000 },
  )
})

test('text is black on white and white on black', () => {
  assert.equal(textOn('#ffffff'), '#000000')
  assert.equal(textOn('#000000'), '#ffffff')
  assert.equal(textOn('#FFFF00'), '#000000')
})

test('nothing a sender or a title says becomes markup', () => {
  const evil = '</title><script>alert(1)</script>"onload="x'
  const sender = { name: evil, color: '#336699', support: 'help@acme.example', logo: null }
  const page = layout({ ...plainPage(), sender, reference: evil }, evil, html`<p>${evil}</p>`)
  assert.doesNotMatch(page, /<script|"onload/)
})

test('the support contact is a link to its https page or its mail address', () => {
  const linkOf = (support: string) =>
    /<a href="([^"]*acme[^"]*)"/.exec(
      layout(
        { ...plainPage(), sender: { name: 'Acme', color: '#336699', support, logo: null } },
        't',
        html``,
      ),
    )?.[1]
  assert.equal(linkOf('help@acme.example'), 'mailto:help@acme.example')
  assert.equal(linkOf('https://acme.example/help'), 'https://acme.example/help')
  assert.doesNotMatch(linkOf('javascript:alert("acme")') ?? '', /^javascript:/)
})

test('the test banner is there exactly when no money can move', () => {
  const words = locales[0].messages.layout.test
  assert.equal(layout({ ...plainPage(), test: true }, 't', html``).split(words).length, 2)
  assert.ok(!layout({ ...plainPage(), test: false }, 't', html``).includes(words))
})

test('the preview of a link in a messenger is the same for every page', () => {
  const preview = (page: Page, title: string) =>
    layout(page, title, html`<p>${title}</p>`).match(/<meta property="og:[^>]*>/g)
  const acme = { name: 'Acme', color: '#336699', support: 'help@acme.example', logo: null }
  assert.equal(preview(plainPage(), 'one')?.length, 2)
  assert.deepEqual(
    preview(plainPage(), 'one'),
    preview({ ...plainPage(), sender: acme, reference: 'ABCD-EFGH' }, '25.00 USD'),
  )
})

function plainPage(): Page {
  const [locale] = locales
  return {
    locale,
    nonce: 'n0nce',
    test: false,
    stylesheet: '/assets/style.css',
    publicUrl: 'https://rewards.example',
    reference: '7KQ2-M9XA',
    sender: null,
  }
}

/** WCAG 2.2, contrast ratio of two colours. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.slice(1).match(/../g) ?? []).map(pair => {
    const channel = Number.parseInt(pair, 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
