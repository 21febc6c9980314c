/** The messages: every key is read by a page, and every language has the same keys. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { locales } from '../../views/locale.ts'
import { en } from '../../views/messages/en.ts'

const views = join(import.meta.dirname, '../../views')
const sources = readdirSync(views, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts') && !name.startsWith('messages'))
  .map(name => readFileSync(join(views, name), 'utf8'))

/** Sections whose keys are kinds: a page takes one of them by a variable, whose type lists them. */
const kinds: Readonly<Record<string, RegExp>> = {
  closed: /words\[closed\.reason\]/,
  trouble: /words\[kind\]/,
  error: /messages\.error\[kind\]/,
}

function unused(messages: Readonly<Record<string, object>>, pages: readonly string[]): string[] {
  return Object.entries(messages).flatMap(([section, keys]) => {
    const readers = pages.filter(page =>
      new RegExp(`messages(\\.${section}\\b|$)|\\b${section}: \\w+ \\} = \\S*messages`, 'm').test(page),
    )
    const read = (key: string) => readers.some(page => reads(page, section, key))
    return Object.entries(keys)
      .filter(([key, value]) => !isKind(section, value, readers) && !read(key))
      .map(([key]) => `${section}.${key}`)
  })
}

/** Read as `words.key` or `messages.section.key`, or taken apart as `{ key }`. */
function reads(page: string, section: string, key: string): boolean {
  return new RegExp(
    `\\b(words|messages\\.${section})\\.${key}\\b|\\{[^{}]*\\b${key}\\b[^{}]*\\} = [^\\n]*messages\\.${section}\\b`,
  ).test(page)
}

function isKind(section: string, value: unknown, readers: readonly string[]): boolean {
  const taken = kinds[section]
  const whole = typeof value === 'object' && value !== null && 'title' in value && 'text' in value
  return whole && taken !== undefined && readers.some(page => taken.test(page))
}

test('every message is read by a page', () => {
  assert.deepEqual(unused(en, sources), [])
})

test('a message that no page reads is found, and so is a section', () => {
  assert.deepEqual(unused({ ...en, status: { ...en.status, planted: 'x' } }, sources), ['status.planted'])
  assert.deepEqual(unused({ ...en, planted: { title: 'x' } }, sources), ['planted.title'])
})

test('no message is empty, and no message holds markup', () => {
  for (const text of textsOf(en)) assert.match(text, /^[^<>&]+$/)
})

test('every language has the same keys of the same kind', () => {
  for (const { tag, messages } of locales) assert.deepEqual(shapeOf(messages), shapeOf(en), tag)
})

test('a message with a hole shows what is put there', () => {
  for (const text of functionsOf(en)) assert.match(text('PLANTED'), /PLANTED/)
})

type Sentence = string | ((...values: string[]) => string)

/** Every sentence, however deep its key lies. */
function leaves(message: unknown): Sentence[] {
  const nested = typeof message === 'object' && message !== null
  return nested ? Object.values(message).flatMap(leaves) : [message as Sentence]
}

function textsOf(message: unknown): string[] {
  return leaves(message).map(leaf => (typeof leaf === 'string' ? leaf : leaf('x', 'x', 'x')))
}

function functionsOf(message: unknown): ((...values: string[]) => string)[] {
  return leaves(message).filter(leaf => typeof leaf === 'function')
}

function shapeOf(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return typeof message
  return Object.fromEntries(Object.entries(message).map(([key, value]) => [key, shapeOf(value)]))
}
