/** The file of a batch on disk. */
import type { LinkBatch } from '../domain/link-batch.ts'
import type { Context } from '../services/context.ts'
import { type DeliveryOrder, deliver } from '../services/link-delivery.ts'
import { writeWhole } from './whole-file.ts'

export type Target = DeliveryOrder & { readonly file: string }

/** Makes the file and returns the number of its delivery. Throws `invalid-input` where it cannot be written. */
export async function saveFile(
  context: Context,
  batch: LinkBatch,
  { file, ...order }: Target,
  progress: (links: number) => void,
): Promise<number> {
  return await writeWhole('out', file, async write => {
    const delivery = await deliver(context, batch, order)
    await write(counted(delivery.parts, progress))
    await delivery.complete()
    return delivery.number
  })
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
