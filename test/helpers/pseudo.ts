/**
 * A language that nobody speaks: right to left and 40 % longer than English, with every word marked, so that the page
 * tests find text outside the message file, cut-off lines and layouts that only know one direction.
 */
import type { Locale, Messages } from '../../views/locale.ts'
import { en } from '../../views/messages/en.ts'

/** Begins every pseudo sentence. */
export const mark = '⟦'

/** Hebrew, for its direction and its number formats; the words stay readable. */
export const pseudo: Locale = { tag: 'he', direction: 'rtl', messages: stretch(en) as Messages }

function stretch(value: unknown): unknown {
  if (typeof value === 'string') return longer(value)
  if (typeof value === 'function') return (...args: unknown[]) => longer(String(value(...args)))
  if (Array.isArray(value)) return value.map(stretch)
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, stretch(inner)]))
}

function longer(text: string): string {
  const padding = ' ארוך'.repeat(Math.ceil((text.length * 0.4) / 5))
  return `${mark}${text}${padding}⟧`
}
