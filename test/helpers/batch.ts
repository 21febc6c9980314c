/** Batches of claim links without the web: a file in, a file out. */
import { parse } from 'csv-parse/sync'
import type { Campaign } from '../../src/domain/campaign.ts'
import type { LinkBatch } from '../../src/domain/link-batch.ts'
import { workOnBatches } from '../../src/services/batch-work.ts'
import { confirmBatch, getBatch, listProblems, orderFile } from '../../src/services/link-batch.ts'
import { deliver } from '../../src/services/link-delivery.ts'
import { receiveFile } from '../../src/services/link-intake.ts'
import type { TestService } from './service.ts'

type Parts = Pick<TestService, 'context'>

/** Received and checked, whatever came of it. */
export async function receive(
  { context }: Parts,
  campaign: Campaign,
  file: string | Buffer | AsyncIterable<Buffer>,
): Promise<LinkBatch> {
  const { id } = await orderFile(context, campaign, 'people.csv', 'Ann')
  await receiveFile(
    context,
    campaign,
    id,
    typeof file === 'string' || Buffer.isBuffer(file) ? bytes(file) : file,
  )
  await workOnBatches(context)
  return await getBatch(context, id)
}

async function* bytes(file: string | Buffer): AsyncGenerator<Buffer> {
  const whole = Buffer.from(file)
  for (let start = 0; start < whole.length; start += 65_536) yield whole.subarray(start, start + 65_536)
}

/** `line N column: reason`, as many as are kept. */
export async function problemsOf({ context }: Parts, batch: LinkBatch): Promise<string[]> {
  const problems = await listProblems(context, batch, 2_000)
  return problems.map(({ line, column, reason }) => `line ${line}${column ? ` ${column}` : ''}: ${reason}`)
}

/** The whole file, complete and not yet confirmed. */
export async function download({ context }: Parts, batch: LinkBatch, bom = false): Promise<string> {
  const delivery = await deliver(context, batch, { bom, by: 'Ann' })
  let text = ''
  for await (const part of delivery.parts) text += part
  await delivery.complete()
  return text
}

export async function confirm({ context }: Parts, { id }: LinkBatch): Promise<LinkBatch> {
  const batch = await getBatch(context, id)
  return await confirmBatch(context, batch, batch.delivery, 'Ann')
}

export function rowsOf(file: string, delimiter = ','): Record<string, string>[] {
  return parse(file, { columns: true, bom: true, delimiter }) as Record<string, string>[]
}
