/** `link issue` */
import { buffer } from 'node:stream/consumers'
import { emailButton, emailText } from '../../views/embed/email-button.ts'
import { locales } from '../../views/locale.ts'
import { type Campaign, fixedAmount, realPath } from '../domain/campaign.ts'
import { csvLine, csvLines } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import { getCampaign } from '../services/campaign.ts'
import { type Issued, issueLinks, issueScenario, type Order, overIssued } from '../services/claim-link.ts'
import type { Context } from '../services/context.ts'
import { readRefs } from '../services/refs-file.ts'
import { issueRehearsal } from '../services/rehearsal.ts'
import { byOf, byWhom, type Command, type Input, json } from './command.ts'
import { inputFile } from './input-file.ts'
import { note, printJson, write } from './print.ts'
import { withContext } from './program.ts'

const maxCount = 100_000

export const issueCommand: Command = {
  path: 'link issue',
  text: 'Issue claim links and print them once, as CSV: external_id,claim_url',
  options: {
    campaign: { type: 'string', value: 'ID', text: 'the campaign', required: true },
    count: { type: 'string', value: 'N', text: `how many, up to ${maxCount}` },
    refs: {
      type: 'string',
      value: 'FILE',
      text: 'a CSV with the header external_id or external_id,amount instead; - reads standard input',
    },
    rehearsal: { type: 'boolean', text: 'one link that walks every page and can never deposit, instead' },
    scenario: {
      type: 'string',
      value: 'CODE',
      text: 'one link that the emulator or the sandbox answers as this mock code says, such as F3003, instead',
    },
    snippet: {
      type: 'string',
      value: 'html|text',
      text: 'a ready e-mail button: printed alone for one link, as a third column for several',
    },
    by: byWhom,
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const snippet = snippetKind(input.text('snippet'))
      const campaign = await getCampaign(context, input.text('campaign') ?? '')
      const issued = await issueAsked(context, campaign, input)
      await printIssued(campaign, issued, snippet, input.has('json'))
      note(`${issued.length} issued. They cannot be shown again: only a hash of each is kept.`)
      await noteBudget(context, campaign)
    }),
}

/** More links than budget may be meant, because not everybody claims; it must not be a surprise. */
async function noteBudget(context: Context, { id, currency }: Campaign): Promise<void> {
  const amountMinor = await overIssued(context, id)
  if (amountMinor === 0) return
  const beyond = `${toDecimal({ amountMinor, currency })} ${currency}`
  note(
    `The unclaimed links are worth ${beyond} more than the budget has left: the last to claim get nothing.`,
  )
}

async function issueAsked(context: Context, campaign: Campaign, input: Input): Promise<Issued[]> {
  const asked = ['count', 'refs', 'rehearsal', 'scenario'].filter(name => input.has(name))
  if (asked.length !== 1)
    throw new DomainError(
      'invalid-input',
      'link issue: give exactly one of --count, --refs, --rehearsal and --scenario',
    )
  const by = byOf(input)
  if (input.has('rehearsal')) return [await issueRehearsal(context, campaign, by)]
  const code = input.text('scenario')
  if (code !== undefined)
    return [await issueScenario(context, campaign, { code, amountMinor: fixedAmount(campaign) }, by)]
  return await issueLinks(context, campaign, await orders(campaign, input), by)
}

async function orders(campaign: Campaign, input: Input): Promise<Order[]> {
  const refs = input.text('refs')
  if (refs !== undefined) return readRefs(String(await buffer(inputFile('refs', refs))), campaign)
  const count = Number(input.text('count'))
  if (!Number.isInteger(count) || count < 1 || count > maxCount)
    throw new DomainError('invalid-input', `--count: must be a whole number from 1 to ${maxCount}`)
  const amountMinor = fixedAmount(campaign)
  return Array.from({ length: count }, () => ({ externalId: null, amountMinor }))
}

type SnippetKind = 'html' | 'text' | null

function snippetKind(text: string | undefined): SnippetKind {
  if (text === undefined) return null
  if (text === 'html' || text === 'text') return text
  throw new DomainError('invalid-input', '--snippet: must be html or text')
}

async function printIssued(
  campaign: Campaign,
  issued: readonly Issued[],
  snippet: SnippetKind,
  asJson: boolean,
): Promise<void> {
  const rows = issued.map(link => ({
    external_id: link.externalId ?? '',
    claim_url: link.claimUrl,
    ...(snippet && { snippet: snippetOf(campaign, link, snippet) }),
  }))
  if (asJson) return printJson(rows.map((row, index) => ({ ...row, claim_link_id: issued[index]?.id })))
  const [only] = rows
  if (only?.snippet !== undefined && rows.length === 1) return await write(`${only.snippet}\n`)
  const columns = ['external_id', 'claim_url', ...(snippet ? (['snippet'] as const) : [])] as const
  await write(`${csvLine(columns)}\r\n${csvLines(columns, rows)}`)
}

function snippetOf(campaign: Campaign, { claimUrl, amountMinor }: Issued, kind: 'html' | 'text'): string {
  const money = { amountMinor, currency: campaign.currency }
  if (kind === 'text') return emailText(locales[0], { claimUrl, money })
  const realUrl = new URL(realPath(campaign), claimUrl).href
  return emailButton(locales[0], { claimUrl, color: campaign.brandColor, money, realUrl })
}
