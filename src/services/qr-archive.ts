/** A zip with the QR code of every link of a list, for a printer. */
import { setImmediate } from 'node:timers/promises'
import { createFileNames } from '../domain/file-name.ts'
import type { DeliveredLink } from './delivered-file.ts'
import { qrPng, qrSvg } from './qr-code.ts'
import { type ZipEntry, zip } from './zip.ts'

export const qrFormats = ['svg', 'png'] as const
export type QrFormat = (typeof qrFormats)[number]

export type QrList = {
  readonly links: Iterable<DeliveredLink> | AsyncIterable<DeliveredLink>
  readonly format: QrFormat
  /** Told after each code how many there are. */
  readonly onCode?: (count: number) => void
}

/** The archive as it is made; throws what reading the links throws, then in the middle of it. */
export function qrArchive(list: QrList): AsyncGenerator<Buffer> {
  return zip(codes(list))
}

async function* codes({ links, format, onCode }: QrList): AsyncGenerator<ZipEntry> {
  const nameFor = createFileNames()
  let count = 0
  for await (const { name, claimUrl } of links) {
    const content = format === 'png' ? qrPng(claimUrl, 'print') : Buffer.from(await qrSvg(claimUrl, 'print'))
    yield { name: `${nameFor(name)}.${format}`, content }
    onCode?.(++count)
    // A code takes the one thread for a millisecond or two: recipients' pages come in between.
    await setImmediate()
  }
}
