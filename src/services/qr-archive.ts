/** A zip with the QR code of every link of a list, for a printer. */
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createFileNames } from '../domain/file-name.ts'
import type { Context } from './context.ts'
import { readDelivered } from './delivered-file.ts'
import { qrPng, qrSvg } from './qr-code.ts'
import { type ZipEntry, zip } from './zip.ts'

export const qrFormats = ['svg', 'png'] as const
export type QrFormat = (typeof qrFormats)[number]

export type QrList = {
  readonly file: Readable
  readonly format: QrFormat
  /** Only links of this campaign are taken, if one is given. */
  readonly campaignId: string | null
  /** Told after each code how many there are. */
  readonly onCode: (count: number) => void
}

/** The archive as it is made. Throws what `readDelivered` throws, then in the middle of it. */
export function qrArchive(
  context: Pick<Context, 'database' | 'publicUrl'>,
  list: QrList,
): AsyncGenerator<Buffer> {
  return zip(codes(context, list))
}

async function* codes(
  context: Pick<Context, 'database' | 'publicUrl'>,
  { file, format, campaignId, onCode }: QrList,
): AsyncGenerator<ZipEntry> {
  const nameFor = createFileNames()
  let count = 0
  for await (const { name, claimUrl } of readDelivered(context, file, campaignId)) {
    const content =
      format === 'png' ? await qrPng(claimUrl, 'print') : Buffer.from(await qrSvg(claimUrl, 'print'))
    yield { name: `${nameFor(name)}.${format}`, content }
    onCode(++count)
    // Each code takes a millisecond or two of the one thread; recipients' pages come in between.
    await setImmediate()
  }
}
