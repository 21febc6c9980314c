/** A line for each case as it ends; on a terminal also the one that is under way. */
import type { Progress } from '../testplan/plan.ts'
import { seconds, verdictWords } from '../testplan/report/words.ts'
import type { CaseResult } from '../testplan/result.ts'
import type { Output } from './terminal.ts'

export function progressLines(stream: Output): Progress {
  const clear = '\r\u001b[K'
  return {
    started: ({ id, title }) => {
      if (stream.isTTY) stream.write(`${clear}${' '.repeat(14)}${id.padEnd(9)} ${title} …`)
    },
    ended: result => {
      stream.write(`${stream.isTTY ? clear : ''}${lineOf(result)}\n`)
    },
  }
}

function lineOf({ id, title, verdict, durationMs, reason, expected, came, check }: CaseResult): string {
  const line = `${verdictWords[verdict].padEnd(13)} ${id.padEnd(9)} ${title}`
  if (verdict === 'passed') return `${line} (${seconds(durationMs)})`
  if (verdict !== 'failed') return `${line}\n${indent(`why: ${reason}`)}`
  return [
    line,
    indent(`expected: ${expected}`),
    indent(`came:     ${came}`),
    indent(`check:    ${check}`),
  ].join('\n')
}

function indent(text: string): string {
  return ' '.repeat(24) + text
}
