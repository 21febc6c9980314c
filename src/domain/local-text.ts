/** A moment as a clock on the wall shows it, in the form that date fields of a page have. */

/** Such as `2026-12-31T18:00`; seconds are cut off. */
export function localText(time: Date, timeZone: string): string {
  // Swedes write dates like ISO 8601.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return text.format(time).replace(' ', 'T')
}

/** Region and city, or UTC: what PostgreSQL and the reader's language understand alike. IST or +05:30 they do not. */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
