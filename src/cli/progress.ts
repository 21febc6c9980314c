/** How far something is, on standard error, for whoever watches a long command. */
import { formatCount, locales } from '../../views/locale.ts'
import { note } from './print.ts'
import { terminal } from './terminal.ts'

const everyMs = 1_000

/** On a terminal one line that goes on, elsewhere a line now and then; nothing for what is quickly over. */
export function progress(what: string): { at(count: number): void; end(): void } {
  const { stderr } = terminal()
  let [shownAt, last, shown] = [performance.now(), 0, false]
  const show = () => {
    const text = `${formatCount(locales[0], last)} ${what}`
    if (stderr.isTTY) stderr.write(`\r${text}`)
    else note(text)
    shown = true
    shownAt = performance.now()
  }
  return {
    at: count => {
      last = count
      if (performance.now() - shownAt >= (stderr.isTTY ? everyMs / 5 : everyMs)) show()
    },
    end: () => {
      if (!shown) return
      show()
      if (stderr.isTTY) stderr.write('\n')
    },
  }
}
