/** Local times become instants in PostgreSQL, which knows every time zone and its daylight saving. */
import { DomainError } from '../domain/errors.ts'
import type { Sql } from './database.ts'

/** The instant of a local date or time such as `2026-12-31T18:00`, `addDays` days later. An error names `field`. */
export async function localTime(
  sql: Sql,
  field: string,
  text: string,
  timeZone: string,
  addDays: number,
): Promise<Date> {
  try {
    const [row] = await sql.query<{ instant: Date }>(
      'select ($1::timestamp + make_interval(days => $3)) at time zone $2 as instant',
      [text, timeZone, addDays],
    )
    if (row) return row.instant
  } catch (cause) {
    // The database is away, which says nothing about the text.
    if (cause instanceof DomainError) throw cause
    throw new DomainError('invalid-input', `${field}: "${text}" is no date and time in ${timeZone}`, {
      cause,
    })
  }
  throw new Error('bug: a select without rows')
}
