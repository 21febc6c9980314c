/** Reads QR codes with a decoder that shares nothing with our encoder. */
import jsqr from 'jsqr'
import { PNG } from 'pngjs'

/** What a phone would read off the picture, or undefined. */
export function decodeQr(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png)
  // A CommonJS module whose types promise more than Node finds.
  const decode = jsqr as unknown as typeof jsqr.default
  return decode(new Uint8ClampedArray(data), width, height)?.data
}
