// Dates as Amazon's answers write them: two forms, neither of them ISO 8601 with separators.

/** As Java prints a Date (recorded): `Wed Sep 25 22:59:59 UTC 2024`. */
export function longDate(ms: number): string {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${day} ${time} UTC ${year}`
}

/** As x-amz-date and the answer of GetAvailableFunds write it (recorded): `20220610T085450Z`. */
export function compactDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
}
