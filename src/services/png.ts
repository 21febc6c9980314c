/** Black and white pictures as PNG, one bit for each pixel: a general encoder spends a hundred times as long on a QR code. */
import { crc32, deflateSync } from 'node:zlib'

export type Bitmap = {
  /** Pixels on each side. */
  readonly size: number
  readonly isBlack: (row: number, column: number) => boolean
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The picture with each of its pixels drawn as a square of `scale` by `scale`. */
export function encodePng({ size, isBlack }: Bitmap, scale: number): Buffer {
  const side = size * scale
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // One bit of grey; compression, filter and interlace as the format begins.
  header[8] = 1
  const rows = Array.from({ length: size }, (_, row) => {
    const line = lineOf(side, column => isBlack(row, Math.floor(column / scale)))
    return Array.from({ length: scale }, () => line)
  })
  const pixels = deflateSync(Buffer.concat(rows.flat()))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A filter byte, which says none, and eight pixels to the byte; 1 is white. */
function lineOf(side: number, isBlack: (column: number) => boolean): Buffer {
  const line = Buffer.alloc(1 + Math.ceil(side / 8))
  for (let column = 0; column < side; column++) {
    const byte = 1 + (column >> 3)
    if (!isBlack(column)) line[byte] = (line[byte] ?? 0) | (0x80 >> (column & 7))
  }
  return line
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
