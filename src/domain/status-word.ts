/** Words of a source's status that do not count as applied: how often each stands there, and whether somebody has said so. */

export type StatusWord = {
  readonly word: string
  readonly count: number
  /** Somebody has said that it means not applied; of every other word nobody knows. */
  readonly named: boolean
}

/** Enough to see that the column is another one; a file of a million different words must not fill the memory. */
const mostUnnamed = 100

/** Counts the words as they are read; of those that are not `named` at least one is kept where there is any. */
export function countStatusWords(named: ReadonlySet<string>) {
  const counts = new Map<string, number>()
  const most = named.size + mostUnnamed
  return {
    add(word: string): void {
      if (counts.has(word) || counts.size < most) counts.set(word, (counts.get(word) ?? 0) + 1)
    },
    /** What a person has to look at first. */
    list(): StatusWord[] {
      const words = [...counts].map(([word, count]) => ({ word, count, named: named.has(word) }))
      return words.toSorted((a, b) => Number(a.named) - Number(b.named) || b.count - a.count)
    },
  }
}

/** How the empty word is shown, and named in an option: nothing between two commas is no word. */
export const emptyWord = '""'

const shownWords = 5

/** `COMPLETED 3, Refused 1`; empty where there is none. */
export function listStatusWords(words: readonly StatusWord[]): string {
  const shown = words.slice(0, shownWords).map(({ word, count }) => `${plainWord(word)} ${count}`)
  return [...shown, ...(words.length > shownWords ? ['and others'] : [])].join(', ')
}

/** Short, on one line, and nothing that would steer the terminal that shows it. */
function plainWord(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 40)}…` : word
  return short.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD') || emptyWord
}
