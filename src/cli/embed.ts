/** `embed show` */
import { checklistOf, commonTraps, mailSystemNames, mailSystems } from '../../views/embed/mail-systems.ts'
import { mailSnippet, type Offer, offerOf, webSnippet } from '../../views/embed/snippet.ts'
import { locales } from '../../views/locale.ts'
import { DomainError } from '../domain/errors.ts'
import { getCampaign } from '../services/campaign.ts'
import { amountOfAll } from '../services/claim-link.ts'
import { type Command, json } from './command.ts'
import { note, printJson, write } from './print.ts'
import { withContext } from './program.ts'

const [english] = locales
const places = [...mailSystemNames, 'text', 'web']

type Kit = {
  /** What is pasted: HTML, but for `text`. */
  readonly snippet: string
  /** What to know beside it; for people. */
  readonly advice: readonly string[]
  readonly data: object
}

export const embedCommand: Command = {
  path: 'embed show',
  text: 'Print what to paste into a mail or a page, and on standard error how it gets its links',
  argument: 'CAMPAIGN',
  options: {
    for: { type: 'string', value: 'PLACE', text: places.join(', '), required: true },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const campaign = await getCampaign(context, input.argument)
      const offer = offerOf(context.publicUrl, campaign, await amountOfAll(context, campaign))
      const { snippet, advice, data } = kitFor(offer, input.text('for') ?? '')
      if (input.has('json')) return printJson(data)
      await write(`${snippet}\n`)
      for (const line of advice) note(line)
    }),
}

function kitFor(offer: Offer, place: string): Kit {
  if (place === 'web') {
    const html = webSnippet(english, offer)
    return { snippet: html, advice: commonTraps, data: { html, real_url: offer.realUrl } }
  }
  const name = mailSystemNames.find(system => system === (place === 'text' ? 'html' : place))
  if (name === undefined) throw new DomainError('invalid-input', `--for: must be one of ${places.join(', ')}`)
  const { title, column, field, tag, steps, traps } = mailSystems[name]
  const { html, text } = mailSnippet(english, offer, name)
  const checklist = checklistOf({ column })
  const data = { title, column, field, tag, html, text, real_url: offer.realUrl, steps, traps, checklist }
  const advice = [
    '',
    `${title}: the column ${column} of the delivered file goes into the field ${field}, written ${tag} in the mail.`,
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    'What goes wrong:',
    ...[...traps, ...commonTraps].map(trap => `- ${trap}`),
    '',
    'Before you send:',
    ...checklist.map((check, index) => `${index + 1}. ${check}`),
    ...(place === 'text' ? [] : ['', 'Plain-text version:', text]),
  ]
  return { snippet: place === 'text' ? text : html, advice, data }
}
