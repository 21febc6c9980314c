/** JSON that somebody else has written. */

/** What the text says, or undefined where it is not JSON: a schema then refuses it as it does anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
