/** Waiting in the database: until when is a column, and whether that has come is asked of the database's clock. */

/**
 * SQL for whether the moment in the column has come. Nothing waits for an hour: where it seems so, the clock was set back, and
 * who waits for it to catch up would wait for nothing. What is infinite waits for a person.
 */
export function hasCome(column: string): string {
  return `(${column} <= now() or (${column} > now() + interval '1 hour' and ${column} < 'infinity'))`
}
