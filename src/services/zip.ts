/**
 * Writes a zip archive as it comes, entry by entry, in as much memory as its directory takes. Entries are stored as they
 * are: pictures of QR codes are small and PNG is packed already. The 64-bit records come where there are more than 65,535
 * entries or 4 GB, as APPNOTE.TXT 6.3.10 asks.
 */
import { crc32 } from 'node:zlib'

export type ZipEntry = { readonly name: string; readonly content: Buffer }

/** Every archive of the same entries is the same to the byte: they carry the oldest date that the format knows. */
const oldestDate = (1 << 5) | 1
const utf8Names = 0x0800
const most16 = 0xffff
const most32 = 0xffffffff

export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for await (const { name, content } of entries) {
    const file = { name: Buffer.from(name), crc: crc32(content), size: content.length }
    const head = localHeader(file)
    directory.push(directoryHeader(file, offset))
    yield head
    yield content
    offset += head.length + content.length
  }
  for (const header of directory) yield header
  yield ending(
    directory.length,
    directory.reduce((total, { length }) => total + length, 0),
    offset,
  )
}

type File = { readonly name: Buffer; readonly crc: number; readonly size: number }

function localHeader({ name, crc, size }: File): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  writeCommon(head, 4, { name, crc, size })
  return Buffer.concat([head, name])
}

function directoryHeader(file: File, offset: number): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  // Made by version 4.5 on a system whose attributes say nothing.
  head.writeUInt16LE(45, 4)
  writeCommon(head, 6, file)
  const far = offset >= most32
  const extra = Buffer.alloc(far ? 12 : 0)
  if (far) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(BigInt(offset), 4)
  }
  head.writeUInt16LE(extra.length, 30)
  head.writeUInt32LE(far ? most32 : offset, 42)
  return Buffer.concat([head, file.name, extra])
}

/** What both headers say, from the version that is needed to read it to the length of the name; stored, so one size. */
function writeCommon(head: Buffer, at: number, { name, crc, size }: File): void {
  head.writeUInt16LE(45, at)
  head.writeUInt16LE(utf8Names, at + 2)
  head.writeUInt16LE(oldestDate, at + 8)
  head.writeUInt32LE(crc, at + 10)
  head.writeUInt32LE(size, at + 14)
  head.writeUInt32LE(size, at + 18)
  head.writeUInt16LE(name.length, at + 22)
}

function ending(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(count, most16), 8)
  end.writeUInt16LE(Math.min(count, most16), 10)
  end.writeUInt32LE(Math.min(size, most32), 12)
  end.writeUInt32LE(Math.min(offset, most32), 16)
  const fits = count < most16 && size < most32 && offset < most32
  return fits ? end : Buffer.concat([ending64(count, size, offset), end])
}

function ending64(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeUInt16LE(45, 12)
  end.writeUInt16LE(45, 14)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(offset + size), 64)
  end.writeUInt32LE(1, 72)
  return end
}
