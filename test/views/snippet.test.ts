/** What people paste, to the letter, for every mail system: a changed snippet must be looked at before it is mailed. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { mailPreview } from '../../views/embed/mail-preview.ts'
import { type MailSystem, mailSystemNames, mailSystems } from '../../views/embed/mail-systems.ts'
import { mailSnippet, type Offer, webSnippet } from '../../views/embed/snippet.ts'
import { locales } from '../../views/locale.ts'
import { htmlFindings } from '../helpers/checkers.ts'

const [english] = locales

const offer: Offer = {
  campaignId: '7KQ2M9XA0B',
  color: '#0b5cad',
  money: { amountMinor: 2_500, currency: 'USD' },
  publicUrl: 'https://rewards.example',
  realUrl: 'https://rewards.example/o/7KQ2M9XA0B',
}

function kept(file: string): string {
  return readFileSync(new URL(`./snippets/${file}`, import.meta.url), 'utf8')
}

for (const name of mailSystemNames) {
  test(`the snippets for ${name} are those that were looked at`, () => {
    const { html, text } = mailSnippet(english, offer, name)
    assert.equal(`${html}\n`, kept(`${name}.html.txt`))
    assert.equal(`${text}\n`, kept(`${name}.txt`))
  })

  test(`the button for ${name} names the link once, needs no image and no script, and keeps the tag as it is`, () => {
    const system: MailSystem = mailSystems[name]
    const { html, text } = mailSnippet(english, offer, name)
    const link = system.href ? 'RedirectTo(Concat(ClaimUrl,' : system.tag
    assert.equal(html.split(link).length, 2)
    assert.doesNotMatch(html, /<img|url\(|<script|\bon\w+=|javascript:/i)
    assert.match(text, /^Claim your \$25\.00:\n\S.*\n\n/, 'the address stands alone on its line')
    assert.ok(text.includes(system.tag))
  })
}

test('the link for a web page is the one that was looked at, and takes no script', () => {
  assert.equal(`${webSnippet(english, offer)}\n`, kept('web.html.txt'))
  assert.doesNotMatch(webSnippet(english, offer), /<script|\bon\w+=/)
})

test('where each link has its own amount, the button names none', () => {
  const { html, text } = mailSnippet(english, { ...offer, money: null }, 'klaviyo')
  assert.match(html, />Claim your reward<\/a>/)
  assert.match(text, /^Claim your reward:\n/)
})

test('a preview is a valid document without a style attribute, of the same declarations', async () => {
  for (const name of mailSystemNames) {
    const snippet = mailSnippet(english, offer, name).html
    const preview = mailPreview({ nonce: 'n0nce', title: 'Acme', snippet })
    const findings = await htmlFindings(preview)
    // Old mail programs know no other attributes, and old screen readers no other name of the role.
    const oldWays = /no-deprecated-attr|presentation-role-style|prefer-tbody/
    assert.deepEqual(
      findings.filter(finding => !oldWays.test(finding)),
      [],
    )
    assert.doesNotMatch(preview, / style="/)
    for (const [, declarations = ''] of snippet.matchAll(/ style="([^"]*)"/g))
      assert.ok(preview.includes(`{${declarations}}`))
  }
})
