/** `link batches|download|confirm|problems|withdraw` */
import { DomainError } from '../domain/errors.ts'
import { type LinkBatch, linksInFile } from '../domain/link-batch.ts'
import { workOnBatches } from '../services/batch-work.ts'
import { getCampaign } from '../services/campaign.ts'
import type { Context } from '../services/context.ts'
import { confirmBatch, getBatch, listBatches, withdrawBatch } from '../services/link-batch.ts'
import { problemsFile } from '../services/link-problems.ts'
import { byOf, byWhom, type Command, type Input, json, type Option } from './command.ts'
import { saveFile } from './link-file.ts'
import { note, print, printJson, printTable, write } from './print.ts'
import { withContext } from './program.ts'
import { progress } from './progress.ts'

export const bom: Option = {
  type: 'boolean',
  text: 'begin with a byte order mark, by which Excel knows UTF-8',
}
export const out: Option = {
  type: 'string',
  value: 'FILE',
  text: 'where the file with the links goes; once it is complete they can be claimed',
}

export async function save(
  context: Context,
  batch: LinkBatch,
  file: string,
  input: Input,
): Promise<LinkBatch> {
  const shown = progress('links issued')
  const delivery = await saveFile(
    context,
    batch,
    { file, bom: input.has('bom'), by: byOf(input) },
    shown.at,
  ).finally(shown.end)
  return await confirmBatch(context, batch, delivery, byOf(input))
}

/** What became of it, and what is next. */
export function sentence(batch: LinkBatch): string {
  const { id, state, lines, present } = batch
  const there = present > 0 ? ` ${present} of ${lines} have their link already.` : ''
  if (state === 'live')
    return `${linksInFile(batch)} links are live.${there} They cannot be shown again: only a hash of each is kept.`
  if (state === 'unneeded') return `All ${lines} have their link already; nothing was made.`
  if (state === 'issuing')
    return `${lines - present} links are ready to be issued.${there} Next: link download ${id} --out FILE`
  return `The batch is ${state}.`
}

const list: Command = {
  path: 'link batches',
  text: 'List the batches of a campaign, newest first, with how far they are',
  options: { campaign: { type: 'string', value: 'ID', text: 'the campaign', required: true }, json },
  run: (input, env) =>
    withContext(env, async context => {
      const batches = await listBatches(context, await getCampaign(context, input.text('campaign') ?? ''))
      if (input.has('json')) return printJson(batches)
      const rows = batches.map(batch => [
        batch.id,
        batch.state,
        String(batch.lines),
        String(batch.present),
        String(batch.problems),
        String(batch.delivery),
        String(linksInFile(batch)),
        batch.createdAt.toISOString(),
      ])
      printTable(['ID', 'STATE', 'LINES', 'ALREADY THERE', 'PROBLEMS', 'FILE', 'IN FILE', 'ORDERED'], rows)
    }),
}

const download: Command = {
  path: 'link download',
  text: 'Make the file of a batch, for the first time or anew with other links for whoever has not claimed',
  argument: 'BATCH',
  options: { out: { ...out, required: true }, bom, by: byWhom, json },
  run: (input, env) =>
    withContext(env, async context => {
      const batch = await getBatch(context, input.argument)
      const live = await save(context, batch, input.text('out') ?? '', input)
      if (input.has('json')) printJson(live)
      note(sentence(live))
    }),
}

const confirm: Command = {
  path: 'link confirm',
  text: 'Say that a file of a batch has arrived, so that its links can be claimed',
  argument: 'BATCH',
  options: {
    delivery: {
      type: 'string',
      value: 'N',
      text: 'the number of the file; "link batches" shows the newest, the only one that is good',
      required: true,
    },
    by: byWhom,
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const batch = await getBatch(context, input.argument)
      const live = await confirmBatch(context, batch, deliveryOf(input), byOf(input))
      if (input.has('json')) printJson(live)
      note(sentence(live))
    }),
}

function deliveryOf(input: Input): number {
  const delivery = Number(input.text('delivery'))
  if (Number.isSafeInteger(delivery)) return delivery
  throw new DomainError('invalid-input', '--delivery: must be the number of a file')
}

const problems: Command = {
  path: 'link problems',
  text: 'Print the bad lines of a refused file as CSV, each with its reason, to be mended',
  argument: 'BATCH',
  options: {},
  run: (input, env) =>
    withContext(env, async context => {
      await write(await problemsFile(context, await getBatch(context, input.argument)))
    }),
}

const withdraw: Command = {
  path: 'link withdraw',
  text: 'Make every link of a batch that nobody has claimed worthless, for good',
  argument: 'BATCH',
  options: { by: byWhom, json },
  run: (input, env) =>
    withContext(env, async context => {
      const batch = await withdrawBatch(context, await getBatch(context, input.argument), byOf(input))
      await workOnBatches(context)
      if (input.has('json')) printJson(batch)
      else print(`${batch.id} withdrawn`)
    }),
}

export const batchCommands: readonly Command[] = [list, download, confirm, problems, withdraw]
