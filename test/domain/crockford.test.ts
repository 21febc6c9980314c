/** Crockford base32 against arithmetic on big integers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeCrockford } from '../../src/domain/crockford.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

test('the characters are the leading bits, five at a time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), fc.nat({ max: 51 }), (bytes, wanted) => {
      const length = Math.min(wanted, Math.floor((bytes.length * 8) / 5))
      assert.equal(encodeCrockford(bytes, length), reference(bytes, length))
    }),
  )
})

test('no character is one that people confuse', () => {
  const all = encodeCrockford(
    Uint8Array.from({ length: 255 }, (_, index) => (index * 37) & 255),
    400,
  )
  assert.match(all, /^[0-9A-HJKMNP-TV-Z]{400}$/)
  assert.equal(new Set(all).size, 32)
})

test('different leading bits give different text', () => {
  assert.equal(encodeCrockford(Uint8Array.of(0xff), 1), 'Z')
  assert.equal(encodeCrockford(Uint8Array.of(0x00), 1), '0')
  assert.equal(encodeCrockford(Uint8Array.of(0x08), 1), '1')
})

test('too few bytes are a bug, never zeros made up', () => {
  assert.throws(() => encodeCrockford(new Uint8Array(16), 26), /bug/)
  assert.throws(() => encodeCrockford(new Uint8Array(0), 1), /bug/)
  assert.equal(encodeCrockford(new Uint8Array(5), 8), '00000000')
  assert.throws(() => encodeCrockford(new Uint8Array(5), 9), /bug/)
})

function reference(bytes: Uint8Array, length: number): string {
  const number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  const bits = BigInt(bytes.length * 8)
  const five = (index: number) => Number((number >> (bits - 5n * BigInt(index + 1))) & 31n)
  return Array.from({ length }, (_, index) => alphabet[five(index)]).join('')
}
