/** QR codes of claim links. Whoever has one has the link: they are made, handed over and forgotten. */
import qrcode from 'qrcode'
import type { UtmMedium } from '../domain/utm.ts'

/** Paper gets dirty and creased, so it takes the level that survives a quarter of it; a screen takes the smaller code. */
const uses = {
  screen: { level: 'M', medium: 'qr', pixels: 8 },
  print: { level: 'Q', medium: 'print', pixels: 16 },
} as const satisfies Readonly<Record<string, { level: 'M' | 'Q'; medium: UtmMedium; pixels: number }>>
export type QrUse = keyof typeof uses

/** Modules of white around the code, without which scanners do not find it (ISO/IEC 18004). */
const quietZone = 4

/** The code as an SVG document, dark on light in any surroundings. */
export async function qrSvg(claimUrl: string, use: QrUse): Promise<string> {
  return await qrcode.toString(scannedUrl(claimUrl, use), { ...look(use), type: 'svg' })
}

/** At most some 900 pixels wide: 4 cm at 600 dots an inch. */
export async function qrPng(claimUrl: string, use: QrUse): Promise<Buffer> {
  return await qrcode.toBuffer(scannedUrl(claimUrl, use), { ...look(use), scale: uses[use].pixels })
}

function look(use: QrUse) {
  return {
    errorCorrectionLevel: uses[use].level,
    margin: quietZone,
    color: { dark: '#000000', light: '#ffffff' },
  }
}

/** A scan brings no referrer, so the address says where it came from; the less it says, the larger the modules. */
function scannedUrl(claimUrl: string, use: QrUse): string {
  return `${claimUrl}?utm_medium=${uses[use].medium}`
}
