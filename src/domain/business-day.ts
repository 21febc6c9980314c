/** Business days, Monday to Friday in UTC: how Amazon counts payments and answers. Nobody here knows a bank's holidays. */

const dayMs = 86_400_000

/** The moment so many business days later, at the same time of day; on a weekend counting begins on Monday. */
export function addBusinessDays(from: Date, days: number): Date {
  let at = from.getTime()
  for (let left = days; left > 0; ) {
    at += dayMs
    if (isBusinessDay(new Date(at))) left--
  }
  return new Date(at)
}

/** Calendar days from `from` until so many business days later. */
export function calendarDays(from: Date, businessDays: number): number {
  return Math.round((addBusinessDays(from, businessDays).getTime() - from.getTime()) / dayMs)
}

function isBusinessDay(at: Date): boolean {
  const day = at.getUTCDay()
  return day !== 0 && day !== 6
}
