// Mistakes in the time: the string to sign and the x-amz-date header must carry the same text.

import { compactDate } from '../date-text.ts'
import { parseAmzDate } from '../signature-v4.ts'
import { type Draft, headerLines, withLine } from './draft.ts'
import type { Mistake } from './mistake.ts'

export function timeMistakes(draft: Draft): Mistake[] {
  return otherTimes(draft.amzDate).flatMap(amzDate => {
    const header = withTimeHeader(draft, amzDate)
    return [
      { did: 'signed a time that x-amz-date does not carry', fix: FIX, draft: { ...draft, amzDate } },
      { did: 'sent another x-amz-date than you signed', fix: FIX, draft: { ...header, amzDate } },
      { did: 'sent another x-amz-date than you signed', fix: FIX, draft: header },
    ]
  })
}

/** A thousand of them: somebody cut the header to seconds, and not the string to sign. */
export function millisecondMistakes(draft: Draft): Mistake[] {
  return Array.from({ length: 1000 }, (_, ms) => {
    const amzDate = draft.amzDate.replace('Z', `.${String(ms).padStart(3, '0')}Z`)
    return { did: 'signed the time with milliseconds', fix: FIX, draft: { ...draft, amzDate } }
  })
}

const FIX =
  'Read the clock once, write it as `YYYYMMDD’T’HHMMSS’Z’` in UTC, and use that text in the header and in line 2 of the string to sign.'

/** Two readings of the clock where one was needed, or another way to write the time. */
function otherTimes(amzDate: string): string[] {
  const time = parseAmzDate(amzDate)
  if (Number.isNaN(time)) return []
  const date = new Date(time)
  const iso = date.toISOString()
  return [
    ...[-2, -1, 1, 2].map(seconds => compactDate(time + seconds * 1000)),
    iso,
    iso.replace('.000', ''),
    date.toUTCString(),
    amzDate.replace('Z', ''),
    amzDate.slice(0, 8),
  ]
}

function withTimeHeader(draft: Draft, amzDate: string): Draft {
  const at = headerLines(draft).findIndex(line => line.startsWith('x-amz-date:'))
  return at < 0 ? draft : withLine(draft, at + 3, `x-amz-date:${amzDate}`)
}
