/** QR codes of claim links. Whoever has one has the link: they are made, handed over and forgotten. */
import qrcode from 'qrcode'
import type { UtmMedium } from '../domain/utm.ts'
import { encodePng } from './png.ts'

/** Paper gets dirty and creased, so it takes the level that survives a quarter of it; a screen takes the smaller code. */
const uses = {
  screen: { level: 'M', medium: 'qr' },
  print: { level: 'Q', medium: 'print' },
} as const satisfies Readonly<Record<string, { level: 'M' | 'Q'; medium: UtmMedium }>>
export type QrUse = keyof typeof uses

/** Modules of white around the code, without which scanners do not find it (ISO/IEC 18004). */
const quietZone = 4
/** Some 800 pixels for a code: 3.3 cm at 600 dots an inch. */
const pixelsPerModule = 16

/** The code as an SVG document, dark on light in any surroundings. */
export async function qrSvg(claimUrl: string, use: QrUse): Promise<string> {
  return await qrcode.toString(scannedUrl(claimUrl, use), {
    type: 'svg',
    errorCorrectionLevel: uses[use].level,
    margin: quietZone,
    color: { dark: '#000000', light: '#ffffff' },
  })
}

export function qrPng(claimUrl: string, use: QrUse): Buffer {
  const { modules } = qrcode.create(scannedUrl(claimUrl, use), { errorCorrectionLevel: uses[use].level })
  const inside = (place: number) => place >= 0 && place < modules.size
  const isBlack = (row: number, column: number) =>
    inside(row - quietZone) &&
    inside(column - quietZone) &&
    modules.get(row - quietZone, column - quietZone) === 1
  return encodePng({ size: modules.size + 2 * quietZone, isBlack }, pixelsPerModule)
}

/** A scan brings no referrer, so the address says where it came from; the less it says, the larger the modules. */
function scannedUrl(claimUrl: string, use: QrUse): string {
  return `${claimUrl}?utm_medium=${uses[use].medium}`
}
