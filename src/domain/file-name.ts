/** Names for files that other people's machines must take: made of what a marketer calls a recipient. */

const mostCharacters = 60
/** Windows keeps these for devices, whatever follows after a dot. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i

/**
 * Gives each text a name of its own that is good on Windows, macOS and Linux: letters and digits of any language, `-`, `_`
 * and single dots inside; at most 60 characters, and a number where two would be the same but for capitals or the form of
 * their accents.
 */
export function createFileNames(): (text: string) => string {
  /** How many have been named so, by the name as a file system may see it. */
  const counts = new Map<string, number>()
  return text => {
    const name = safe(text)
    const first = folded(name)
    let number = counts.get(first) ?? 0
    let unique = name
    while (counts.has(folded(unique))) unique = `${name}-${++number}`
    counts.set(first, Math.max(number, 1))
    counts.set(folded(unique), Math.max(counts.get(folded(unique)) ?? 0, 1))
    return unique
  }
}

function safe(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_')
    .replace(/\.{2,}/g, '.')
  const name = [...plain]
    .slice(0, mostCharacters)
    .join('')
    .replace(/^[.-]+|\.+$/g, '')
  if (name === '') return 'link'
  return reserved.test(name) ? `_${name}` : name
}

/** Two names that some file system takes for one have the same. */
function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
