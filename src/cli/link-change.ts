/** `link pause|resume|extend|revoke|replace`: for one link, or for those that a file names. */
import { type Campaign, isOver } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import { getCampaign } from '../services/campaign.ts'
import { getLink } from '../services/claim-link.ts'
import type { Context } from '../services/context.ts'
import { changeLinks, type LinkChange, orderReplacements, parseUntil } from '../services/link-change.ts'
import { linksNamed } from '../services/link-names.ts'
import { replaceLink, revokeLink } from '../services/revoke.ts'
import { byOf, byWhom, type Command, type Input, json, type Option } from './command.ts'
import { inputFile } from './input-file.ts'
import { bom, out, save, sentence } from './link-batch.ts'
import { shownLink } from './link-shown.ts'
import { note, print, printJson } from './print.ts'
import { withContext } from './program.ts'

const refs: Option = {
  type: 'string',
  value: 'FILE',
  text: 'instead of LINK a CSV with a column external_id or claim_reference; - reads standard input',
}
const campaign: Option = { type: 'string', value: 'ID', text: 'the campaign that --refs is about' }
const which = { refs, campaign, by: byWhom, json }

type Change = {
  readonly word: string
  /** Of a link that was changed. */
  readonly done: string
  readonly text: string
  readonly options?: Readonly<Record<string, Option>>
  of(context: Context, campaign: Campaign, input: Input): Promise<LinkChange>
}

function changeCommand({ word, done, text, options, of }: Change): Command {
  const changed = async (context: Context, campaign: Campaign, ids: readonly string[], input: Input) =>
    await changeLinks(context, campaign, ids, await of(context, campaign, input), byOf(input))
  const one = async (context: Context, input: Input) => {
    if (word === 'revoke') return await revokeLink(context, input.argument, byOf(input))
    const { id, campaignId } = await getLink(context, input.argument)
    const outcome = await changed(context, await getCampaign(context, campaignId), [id], input)
    if (outcome.changed === 0) throw unchanged()
    return await getLink(context, id)
  }
  return {
    path: `link ${word}`,
    text,
    argument: '[LINK]',
    options: { ...options, ...which },
    run: (input, env) =>
      withContext(env, async context => {
        if (isSeveral(input)) {
          const named = await linksOf(context, input)
          const outcome = await changed(context, named.campaign, named.ids, input)
          if (input.has('json')) return printJson(outcome)
          const left = `${outcome.left} left as they are: claimed, revoked, or so already`
          return print(`${outcome.changed} ${done}; ${left}`)
        }
        const link = await one(context, input)
        if (!input.has('json')) return print(`${link.id} ${done}`)
        const campaignOver = isOver(await getCampaign(context, link.campaignId), context.clock())
        printJson(shownLink({ ...link, depositState: null, campaignOver }))
      }),
  }
}

function unchanged(): DomainError {
  return new DomainError('conflict', 'link: it is claimed, revoked, or so already, so nothing was changed')
}

/** Throws `invalid-input` unless either one link or a file is named. */
function isSeveral(input: Input): boolean {
  if (input.has('refs') !== (input.argument === ''))
    throw new DomainError(
      'invalid-input',
      'link: name either one LINK, or several with --refs FILE --campaign ID',
    )
  return input.has('refs')
}

async function linksOf(
  context: Context,
  { text }: Input,
): Promise<{ readonly campaign: Campaign; readonly ids: readonly string[] }> {
  const found = await getCampaign(context, text('campaign') ?? '')
  return { campaign: found, ids: await linksNamed(context, found, inputFile('refs', text('refs') ?? '')) }
}

const replace: Command = {
  path: 'link replace',
  text: 'Revoke an unclaimed link and issue its one successor; several into a file',
  argument: '[LINK]',
  options: { ...which, out, bom },
  run: (input, env) =>
    withContext(env, async context => {
      if (isSeveral(input)) return await replaceSeveral(context, input)
      const { id, externalId, claimUrl } = await replaceLink(context, input.argument, byOf(input))
      if (input.has('json'))
        printJson({ external_id: externalId ?? '', claim_url: claimUrl, claim_link_id: id })
      else print(claimUrl)
    }),
}

async function replaceSeveral(context: Context, input: Input): Promise<void> {
  const file = input.text('out')
  if (file === undefined)
    throw new DomainError('invalid-input', '--out: say where the file with the new links goes')
  const { campaign, ids } = await linksOf(context, input)
  const ordered = await orderReplacements(context, campaign, ids, byOf(input))
  const batch = await save(context, ordered, file, input)
  if (input.has('json')) printJson(batch)
  note(sentence(batch))
}

const until: Option = {
  type: 'string',
  value: 'DATE',
  text: 'last day (2026-12-31) or moment (2026-12-31T18:00) in the zone of the campaign; "campaign" for its own end',
  required: true,
}

export const changeCommands: readonly Command[] = [
  changeCommand({
    word: 'pause',
    done: 'paused',
    text: 'Let nobody claim a link until it is resumed',
    of: async () => ({ kind: 'pause' }),
  }),
  changeCommand({
    word: 'resume',
    done: 'resumed',
    text: 'Let a paused link be claimed again',
    of: async () => ({ kind: 'resume' }),
  }),
  changeCommand({
    word: 'extend',
    done: 'extended',
    text: 'Set the end of the time in which a link can be claimed, later or earlier',
    options: { until },
    of: async (context, campaign, { text }) => {
      const end = text('until') ?? ''
      return { kind: 'extend', expiresAt: await parseUntil(context, campaign, end === 'campaign' ? '' : end) }
    },
  }),
  changeCommand({
    word: 'revoke',
    done: 'revoked',
    text: 'Make an unclaimed link worthless, for good',
    of: async () => ({ kind: 'revoke' }),
  }),
  replace,
]
