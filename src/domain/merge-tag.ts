/**
 * A claim link in which a mail system left its own placeholder standing, or put more than the token in. Told from the address alone, so that it takes no
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
 * The token of a whole claim link that stands where its token alone belongs, also where that happened twice; null where there
 * is none or it is not of this service, whose origin is `publicUrl`.
 */
export function tokenOfWhole(rawPath: string, publicUrl: string): string | null {
  for (const path of readings(rawPath)) {
    const [, host, token = null] =
      /^\/*https?:\/+([^/]+)\/(?:.*\/)?c\/+([\w-]{16,64})(?=$|[/?#%])/i.exec(path) ?? []
    if (host?.toLowerCase() === new URL(publicUrl).host) return token
  }
  return null
}

/**
 * What is wrong with the part of a claim link's path where its token belongs, as the browser sent it, or null. What is
 * percent-encoded badly, as a bare `%%` is, is read as it stands.
 */
export function brokenToken(rawPath: string): ProblemKind | null {
  for (const path of readings(rawPath)) {
    if (/^[\s/]*$/.test(path)) return 'empty-token'
    if (mark.test(path)) return 'unreplaced-tag'
  }
  return null
}

/** The path as it stands, and decoded as often as it may have been encoded. */
function* readings(rawPath: string): Generator<string> {
  let path = rawPath.slice(0, mostCharacters)
  for (let times = 0; times <= mostEncodings; times++) {
    yield path
    if (!path.includes('%')) return
    path = decodeLeniently(path)
  }
}

function decodeLeniently(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
