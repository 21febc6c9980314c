/** Variables that have no effect because of a slip of the pen, told at the start: nobody misses an option that has a default. */
import { entry } from './partner-account.ts'
import type { Env } from './problem.ts'
import { settings } from './settings.ts'

const known: readonly string[] = [
  ...Object.keys(settings.shape),
  ...Object.keys(entry.shape),
  'INCENTIVES_KEYS_FILE',
  'PARTNER_ACCOUNTS_FILE',
]

/** Short names have too many neighbours that are somebody else's. */
const shortest = 9
const mostSlips = 2

export type Misspelt = { readonly variable: string; readonly meant: string }

/** Those that are a letter or two away from one that is known, and not known themselves. */
export function misspelt(env: Env): Misspelt[] {
  const long = known.filter(name => name.length >= shortest)
  return Object.keys(env)
    .filter(variable => !known.includes(variable))
    .flatMap(variable => {
      const meant = long.find(name => slips(variable.toUpperCase(), name) <= mostSlips)
      return meant === undefined ? [] : [{ variable, meant }]
    })
}

/** How many letters were left out, added or mistaken (Levenshtein distance); more than `mostSlips` where lengths tell. */
function slips(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > mostSlips) return mostSlips + 1
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries()) {
      const replaced = (row[j] ?? 0) + (letter === wanted ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
