/** `link order`: by count or for a CSV of recipients, up to a million, with the file of links if that is asked for. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../domain/errors.ts'
import { isUnderWay, type LinkBatch } from '../domain/link-batch.ts'
import { giveUp, workOnBatches } from '../services/batch-work.ts'
import { getCampaign } from '../services/campaign.ts'
import type { Context } from '../services/context.ts'
import { getBatch, listProblems, orderFile, orderLinks } from '../services/link-batch.ts'
import { receiveFile } from '../services/link-intake.ts'
import { byOf, byWhom, type Command, type Input, json } from './command.ts'
import { inputFile } from './input-file.ts'
import { bom, out, save, sentence } from './link-batch.ts'
import { note, print, printJson } from './print.ts'
import { withContext } from './program.ts'
import { progress } from './progress.ts'

export const orderCommand: Command = {
  path: 'link order',
  text: 'Order up to 1,000,000 links, by count or for a CSV with the column external_id',
  options: {
    campaign: { type: 'string', value: 'ID', text: 'the campaign', required: true },
    count: { type: 'string', value: 'N', text: 'how many' },
    csv: {
      type: 'string',
      value: 'FILE',
      text: 'a CSV instead: external_id, if need be amount and expires_at, and columns of your own; - reads standard input',
    },
    out,
    bom,
    by: byWhom,
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const ordered = await orderAsked(context, input)
      if (ordered.state === 'refused') throw await refusal(context, ordered)
      const file = input.text('out')
      const ready = file !== undefined && ordered.state === 'issuing'
      const batch = ready ? await save(context, ordered, file, input) : ordered
      if (input.has('json')) printJson(batch)
      else print(batch.id)
      note(sentence(batch))
    }),
}

async function orderAsked(context: Context, input: Input): Promise<LinkBatch> {
  const campaign = await getCampaign(context, input.text('campaign') ?? '')
  const [count, csv] = [input.text('count'), input.text('csv')]
  if ((count === undefined) === (csv === undefined))
    throw new DomainError('invalid-input', 'link order: give either --count or --csv')
  if (csv === undefined) return await orderLinks(context, campaign, Number(count), byOf(input))
  const { id } = await orderFile(context, campaign, csv === '-' ? null : csv, byOf(input))
  const shown = progress('lines read')
  try {
    await receiveFile(context, campaign, id, inputFile('csv', csv), shown.at)
  } catch (error) {
    await giveUp(context, id, 'it could not be read')
    throw error
  } finally {
    shown.end()
  }
  note('Checking the file against itself and the campaign …')
  return await checked(context, id)
}

/** A service may be at it already. */
async function checked(context: Context, id: string): Promise<LinkBatch> {
  for (;;) {
    await workOnBatches(context)
    const batch = await getBatch(context, id)
    if (!isUnderWay(batch)) return batch
    await sleep(200)
  }
}

const shownProblems = 20

async function refusal(context: Context, batch: LinkBatch): Promise<DomainError> {
  const first = await listProblems(context, batch, shownProblems)
  const lines = first.map(
    ({ line, column, reason }) => `line ${line}${column ? `, ${column}` : ''}: ${reason}`,
  )
  const more =
    batch.problems > first.length
      ? [`and ${batch.problems - first.length} more; "link problems ${batch.id}" prints the bad lines`]
      : []
  return new DomainError('invalid-input', ['nothing was made:', ...lines, ...more].join('\n'))
}
