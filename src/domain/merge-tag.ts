/**
 * A claim link in which a mail system left its own placeholder standing. Told from the address alone, so that it takes no
 * longer and says no more about links than for anybody else.
 */

export type ProblemKind = 'unreplaced-tag' | 'empty-token'

/** How the systems of the embed kit, and those like them, write a placeholder; the last stands in Mailchimp's test mails. */
const mark = /\*\||\|\*|\{\{|\}\}|\{%|%\}|%%|__test_email__/i

/** Trackers encode an address again, and once more. */
const mostEncodings = 3
/** More than any tag; whoever sends more means something else. */
const mostCharacters = 1_000

/**
 * What is wrong with the part of a claim link's path where its token belongs, as the browser sent it, or null. What is
 * percent-encoded badly, as a bare `%%` is, is read as it stands.
 */
export function brokenToken(rawPath: string): ProblemKind | null {
  let path = rawPath.slice(0, mostCharacters)
  for (let times = 0; times <= mostEncodings; times++) {
    if (/^[\s/]*$/.test(path)) return 'empty-token'
    if (mark.test(path)) return 'unreplaced-tag'
    if (!path.includes('%')) return null
    path = decodeLeniently(path)
  }
  return null
}

function decodeLeniently(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
