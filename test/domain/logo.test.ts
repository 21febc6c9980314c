/** Pictures by their bytes: what is taken, how large it is, and what is turned away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maxLogoBytes, readLogo, shownSize } from '../../src/domain/logo.ts'
import { jpeg, png, webp } from '../helpers/pictures.ts'

test('PNG, JPEG and WebP are told by their bytes, with their size', () => {
  assert.deepEqual(readLogo(png(320, 80)), { type: 'png', width: 320, height: 80 })
  assert.deepEqual(readLogo(jpeg(300, 100)), { type: 'jpg', width: 300, height: 100 })
  for (const kind of ['lossy', 'lossless', 'extended'] as const)
    assert.deepEqual(readLogo(webp(kind, 257, 65)), { type: 'webp', width: 257, height: 65 })
})

test('SVG, GIF, a program with a picture’s name, and what moves are turned away', () => {
  const animated = webp('extended', 10, 10)
  animated[20] = 0x02
  const others = [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    Buffer.from('<?xml version="1.0"?><svg/>'),
    Buffer.from('GIF89a\x01\0\x01\0'),
    Buffer.from('%PDF-1.7'),
    Buffer.concat([png(1, 1).subarray(0, 33), Buffer.from('\0\0\0\x08acTL')]),
    animated,
    Buffer.alloc(0),
  ]
  for (const bytes of others)
    assert.throws(() => readLogo(bytes), /^DomainError: logo: must be a PNG, JPEG or WebP/)
})

test('what is too large in bytes or pixels says how large it is', () => {
  const heavy = Buffer.concat([png(10, 10), Buffer.alloc(maxLogoBytes)])
  assert.throws(() => readLogo(heavy), /logo: is 101 kB, and at most 100 kB/)
  assert.throws(() => readLogo(png(4_001, 10)), /logo: is 4001 by 10 pixels/)
  assert.throws(() => readLogo(png(0, 10)), /logo: is 0 by 10 pixels/)
})

test('any bytes are a picture or a refusal, never a crash', () => {
  const heads = [png(3, 3), jpeg(3, 3), webp('lossy', 3, 3)]
  const cut = fc
    .tuple(fc.constantFrom(...heads), fc.nat({ max: 40 }))
    .map(([head, size]) => head.subarray(0, size))
  fc.assert(
    fc.property(fc.tuple(cut, fc.uint8Array({ maxLength: 64 })), ([head, tail]) => {
      try {
        readLogo(Buffer.concat([head, tail]))
      } catch (error) {
        assert.match(String(error), /^DomainError: logo: /)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('it is shown in its own proportions and never larger than its place', () => {
  assert.deepEqual(shownSize({ width: 320, height: 80 }), { width: 160, height: 40 })
  assert.deepEqual(shownSize({ width: 100, height: 400 }), { width: 11, height: 44 })
  assert.deepEqual(shownSize({ width: 20, height: 20 }), { width: 20, height: 20 })
})
