/**
 * Crockford's base32 (crockford.com/base32.html): no I, L, O or U, so an identifier survives being read
 * aloud, typed by hand and printed.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The first `length` characters (5 bits each) of the bytes, upper case. Throws when the bytes are too few. */
export function encodeCrockford(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5)
    throw new Error(`bug: ${bytes.length} bytes hold no ${length} characters`)
  let text = ''
  for (let bit = 0; bit < length * 5; bit += 5) text += alphabet[fiveBitsAt(bytes, bit)]
  return text
}

function fiveBitsAt(bytes: Uint8Array, bit: number): number {
  const byte = bit >> 3
  const pair = ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0)
  return (pair >> (11 - (bit & 7))) & 31
}
