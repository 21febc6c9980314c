/** A sender's logo: PNG, JPEG or WebP by its bytes, never by its name. SVG is a program, so it is none. */
import { DomainError } from './errors.ts'

export type LogoType = 'png' | 'jpg' | 'webp'
export type Picture = { readonly type: LogoType; readonly width: number; readonly height: number }

/** A recipient may open the page on a slow phone. */
export const maxLogoBytes = 102_400
const maxSide = 4_000

/** Throws `invalid-input` for anything that is no still picture of a known kind, or too large. */
export function readLogo(bytes: Buffer): Picture {
  if (bytes.length > maxLogoBytes)
    throw refusal(
      `is ${Math.ceil(bytes.length / 1_024)} kB, and at most ${maxLogoBytes / 1_024} kB are good; save it smaller`,
    )
  const picture = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes)
  if (!picture) throw refusal('must be a PNG, JPEG or WebP picture that does not move')
  const { width, height } = picture
  if (width >= 1 && height >= 1 && width <= maxSide && height <= maxSide) return picture
  throw refusal(`is ${width} by ${height} pixels, and at most ${maxSide} on each side are good`)
}

/** The size at which it is shown, so that the page knows it before the picture comes. */
export function shownSize({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(160 / width, 44 / height, 1)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function refusal(reason: string): DomainError {
  return new DomainError('invalid-input', `logo: ${reason}`)
}

function readPng(bytes: Buffer): Picture | null {
  if (bytes.length < 33 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null
  // An animated one announces itself before its first picture.
  if (bytes.toString('latin1', 12, 16) !== 'IHDR' || bytes.includes('acTL')) return null
  return { type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function readWebp(bytes: Buffer): Picture | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null
  switch (bytes.toString('latin1', 8, 16)) {
    case 'WEBPVP8 ':
      return webp(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff)
    case 'WEBPVP8L':
      return webp((bytes.readUInt32LE(21) & 0x3fff) + 1, ((bytes.readUInt32LE(21) >>> 14) & 0x3fff) + 1)
    case 'WEBPVP8X':
      return isAnimated(bytes) ? null : webp(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1)
    default:
      return null
  }
}

function isAnimated(webp: Buffer): boolean {
  return ((webp[20] ?? 0) & 0x02) !== 0
}

function webp(width: number, height: number): Picture {
  return { type: 'webp', width, height }
}

/** Walks from segment to segment to the one that begins a frame. */
function readJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.toString('hex', 0, 3) !== 'ffd8ff') return null
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return null
    if (beginsFrame(marker))
      return { type: 'jpg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
  }
  return null
}

/** SOF0 to SOF15 but for the three that mean something else (ITU T.81, table B.1). */
function beginsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}
