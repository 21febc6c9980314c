// JSON whose numbers keep the digits they are written with, on the way in and on the way out.
// ECMA-262 2026 has all of this; the typings lack it so far.

/** A number with its digits. Nothing that a client sends can pass for one. */
export interface WrittenNumber {
  readonly rawJSON: string
}

const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): WrittenNumber
  isRawJSON(value: unknown): value is WrittenNumber
}

/** A number that JSON.stringify writes with exactly these digits. @throws SyntaxError when they are none. */
export const writtenAs = rawJSON

export const isWrittenNumber = isRawJSON

/** JSON.parse that tells its reviver the source text of each primitive. */
export const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source: string }) => unknown,
) => unknown

/** An amount as Amazon writes it, as a float: 25 becomes 25.0 (recorded). What no float holds is read so again. */
export function float(value: number): WrittenNumber {
  if (!Number.isFinite(value)) return writtenAs(value > 0 ? '1e400' : '-1e400')
  return writtenAs(Number.isInteger(value) ? value.toFixed(1) : String(value))
}

/** The body as JSON, amounts with their digits: null when it is empty or null, undefined when it is not JSON. */
export function parseJson(body: Uint8Array): unknown {
  const content = Buffer.from(body).toString('utf8')
  if (content.trim() === '') return null
  try {
    return parseWithSource(content, (key, value, { source }) =>
      AMOUNTS.has(key) && typeof value === 'number' ? writtenAs(source) : value,
    )
  } catch {
    return undefined
  }
}

/** The members that hold an amount: `value` in a load, `amount` on a gift card. */
const AMOUNTS: ReadonlySet<string> = new Set(['value', 'amount'])

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that is there and not empty, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
