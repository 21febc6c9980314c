/** From the secret in a claim URL to the claim link's id, by the specification: Crockford base32 of a SHA-256. */
import { createHash } from 'node:crypto'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const idLength = 26

/** The id of the claim link that `url` opens: 26 characters of the hash of "claim-link:" and the token. */
export function claimLinkIdOf(url: string): string {
  const token = url.split('/').at(-1) ?? ''
  const hash = createHash('sha256').update(`claim-link:${token}`).digest()
  let bits = BigInt(`0x${hash.toString('hex')}`) >> BigInt(256 - 5 * idLength)
  let id = ''
  for (let place = 0; place < idLength; place++) {
    id = (digits[Number(bits & 31n)] ?? '') + id
    bits >>= 5n
  }
  return id
}
