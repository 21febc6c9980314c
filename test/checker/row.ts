/** NDJSON and times, read by the checker's own means. */

export type Row = Readonly<Record<string, unknown>>

/** One object for each line that is not empty. Throws with the number of a line that holds none. */
export function lines(text: string): Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const value: unknown = parse(line, index + 1)
    if (typeof value !== 'object' || value === null) throw new Error(`line ${index + 1} holds no object`)
    return [value as Row]
  })
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Error(`line ${number} is no JSON: ${line.slice(0, 60)}`, { cause })
  }
}

/** Milliseconds since 1970 of an ISO time or a number; null for anything else. */
export function time(value: unknown): number | null {
  if (typeof value === 'number') return value
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}
