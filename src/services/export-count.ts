/**
 * Noticing that an export was cut, wherever that was: the row at its beginning, which names the database, promises one at
 * its end, which counts the rows before it. An export of an older release has neither.
 */
import { DomainError } from '../domain/errors.ts'
import { broken, type RowType, readRow } from './export-row.ts'
import type { Line } from './text-lines.ts'

export type RowCount = {
  /** Throws `invalid-input` with the line's number where the row cannot be the next one. */
  add(type: RowType, line: Line): void
  /** Throws `invalid-input` unless the row before was the last one. */
  requireEnd(): void
}

export function createRowCount(file: string): RowCount {
  let [rows, isCounted, isEnded] = [0, false, false]
  return {
    add: (type, line) => {
      if (isEnded) throw broken(line.number, 'it comes after the end of the export')
      if (type === 'database') isCounted = true
      if (type === 'end') isEnded = isLast(rows, line)
      rows++
    },
    requireEnd: () => {
      if (isEnded || (rows > 0 && !isCounted)) return
      throw new DomainError(
        'invalid-input',
        `the export "${file}" has ${rows} rows, and the last one that counts them is missing: it is not the whole file; copy it again, or make another export`,
      )
    },
  }
}

function isLast(rows: number, line: Line): true {
  const counted = readRow('end', line).rows
  if (counted === rows) return true
  throw broken(line.number, `it counts ${counted} rows, and ${rows} are here: it is not the whole file`)
}

/** Every claimed link has its deposit, also in an export that does not count its rows; null where it is so. */
export function wrongDeposits(file: string, claimed: number, deposits: number): string | null {
  if (claimed === deposits) return null
  return `the export "${file}" has ${claimed} claimed links and ${deposits} deposits: it is not the whole file`
}
