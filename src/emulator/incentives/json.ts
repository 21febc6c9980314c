// JSON whose numbers keep the digits they are written with, on the way in and on the way out.
// ECMA-262 2026 has both; the typings lack them so far.

/** JSON.parse that tells its reviver the source text of each primitive. */
export const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown

/** A number that JSON.stringify writes with exactly these digits. @throws SyntaxError when they are none. */
export const writtenAs = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

/** An amount as Amazon writes it, as a float: 25 becomes 25.0 (recorded). */
export function float(value: number): unknown {
  return writtenAs(Number.isInteger(value) ? value.toFixed(1) : String(value))
}
