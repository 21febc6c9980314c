/** What mail systems leave in an address when they do not put the token in, and what is no such thing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenToken, tokenOfWhole } from '../../src/domain/merge-tag.ts'
import { mailSystems } from '../../views/embed/mail-systems.ts'

/** As a browser writes it, as a careful program does, and as one or two trackers in between leave it. */
const forms: Readonly<Record<string, (tag: string) => string>> = {
  raw: tag => tag,
  browser: tag => new URL(`http://localhost/c/${tag}`).pathname.slice(3),
  encoded: encodeURIComponent,
  'lower case': tag => encodeURIComponent(tag).replace(/%../g, code => code.toLowerCase()),
  twice: tag => encodeURIComponent(encodeURIComponent(tag)),
  'three times': tag => encodeURIComponent(encodeURIComponent(encodeURIComponent(tag))),
}

const tags = [
  ...Object.values(mailSystems).map(({ tag }) => tag),
  '*|URL:CLAIM|*',
  '__test_email__',
  "{% promotion('claims') %}",
  "{% coupon_code 'claims' %}",
  '%%=v(@ClaimUrl)=%%',
  '{{ contact.claim_token|default:"" }}',
  '*|CLAI',
]

for (const tag of tags)
  for (const [name, form] of Object.entries(forms))
    test(`${tag}, ${name}, is a tag that was not replaced`, () => {
      assert.equal(brokenToken(`/${form(tag)}`), 'unreplaced-tag')
    })

const token = 'AbcDefGhi-Klm_OpqRstU1'
for (const [name, form] of Object.entries(forms))
  test(`a whole address in the place of the token, ${name}, tells its token`, () => {
    const whole = (address: string) => tokenOfWhole(`/${form(address)}`, 'https://rewards.example')
    assert.equal(whole(`https://rewards.example/c/${token}`), token)
    assert.equal(whole(`https://rewards.example/c/https://rewards.example/c/${token}`), token)
    assert.equal(whole(`HTTP:/Rewards.example/c/${token}`), token, 'a proxy has merged slashes')
    assert.equal(whole(`https://rewards.example/c/${encodeURIComponent(`${token}?utm_source=x`)}`), token)
    assert.equal(whole(`https://evil.example/c/${token}`), null)
    assert.equal(whole(`https://evil.example/https://rewards.example/c/${token}`), null)
    assert.equal(whole(`https://rewards.example@evil.example/c/${token}`), null)
    assert.equal(whole(`https://rewards.example/o/${token}`), null)
    assert.equal(whole(token), null)
  })

test('nothing, blanks and slashes are a field that was empty', () => {
  for (const path of ['', '/', '//', '/%20', '/%2520', '/%09/', '/+'.replace('+', '%2F')])
    assert.equal(brokenToken(path), 'empty-token', path)
})

test('tokens, guesses and what is only odd are none of this', () => {
  const others = [
    '/AAAAAAAAAAAAAAAAAAAAAA',
    '/-',
    '/%zz',
    '/%',
    '/%00',
    '/%F0%9F%92%B0',
    '/with%20space',
    '/a%7Bb',
    '/50%25',
    '/AAAAAAAAAAAAAAAAAAAAAA/sign-in',
    `/${'a'.repeat(5_000)}`,
  ]
  for (const path of others) assert.equal(brokenToken(path), null, path)
})
