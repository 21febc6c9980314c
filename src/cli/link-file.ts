/** A file of claim links on disk: there as a whole under its name, or not at all, and readable by its owner alone. */
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../domain/errors.ts'
import type { LinkBatch } from '../domain/link-batch.ts'
import type { Context } from '../services/context.ts'
import { type DeliveryOrder, deliver } from '../services/link-delivery.ts'

export type Target = DeliveryOrder & { readonly file: string }

/** Makes the file of a batch and returns the number of its delivery. Throws `invalid-input` where it cannot be written. */
export async function saveFile(
  context: Context,
  batch: LinkBatch,
  { file, ...order }: Target,
  progress: (links: number) => void,
): Promise<number> {
  const partial = `${file}.partial`
  await writable(partial, file)
  const delivery = await deliver(context, batch, order)
  try {
    await pipeline(
      Readable.from(counted(delivery.parts, progress)),
      createWriteStream(partial, { flush: true }),
    )
    await rename(partial, file)
    await syncFolder(file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await delivery.complete()
  return delivery.number
}

/** Before any link is made for it. */
async function writable(partial: string, file: string): Promise<void> {
  try {
    await (await open(partial, 'w', 0o600)).close()
  } catch (cause) {
    throw new DomainError('invalid-input', `--out: the file "${file}" cannot be written`, { cause })
  }
}

/** A file is found after a power cut only when its folder has been written as well. */
async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file))
  await folder.sync().finally(() => folder.close())
}

async function* counted(
  parts: AsyncIterable<string>,
  progress: (links: number) => void,
): AsyncGenerator<string> {
  let lines = -1
  for await (const part of parts) {
    lines += part.split('\r\n').length - 1
    progress(lines)
    yield part
  }
}
