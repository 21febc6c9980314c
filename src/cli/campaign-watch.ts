/** `campaign watch` and `campaign report`: what the staff's page about a campaign tells, in a terminal and for scripts. */
import { formatCount, formatTimeLeft, locales } from '../../views/locale.ts'
import { nameOf } from '../domain/campaign.ts'
import { toDecimal } from '../domain/money.ts'
import { prepareReport, reportStates, writeReport } from '../services/report.ts'
import { type Watch, watchCampaign } from '../services/watch.ts'
import { summaryOf } from '../services/watch-summary.ts'
import { type Command, json } from './command.ts'
import { bar, showLive } from './live.ts'
import { printJson, tableLines, write } from './print.ts'
import { withContext } from './program.ts'

const watch: Command = {
  path: 'campaign watch',
  text: 'Watch a campaign live: how far its links got, its money and its queue; Ctrl-C ends',
  argument: 'ID',
  options: { json: { ...json, text: 'print the figures once, as JSON, and end' } },
  run: (input, env) =>
    withContext(env, async context => {
      const read = () => watchCampaign(context, input.argument)
      if (input.has('json')) return printJson(summaryOf(await read()))
      await showLive({ read, linesOf, lineOf })
    }),
}

const report: Command = {
  path: 'campaign report',
  text: 'Print the links of a campaign with states, times, amounts and visits; no claim link is in it',
  argument: 'ID',
  options: {
    format: { type: 'string', value: 'csv|ndjson', text: 'for spreadsheets or for programs', required: true },
    state: { type: 'string', value: 'STATE', text: `only ${reportStates.join(', ')}` },
    from: {
      type: 'string',
      value: 'DAY',
      text: 'in this state since this day or later, local to the campaign',
    },
    to: { type: 'string', value: 'DAY', text: 'until this day, included' },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const [format, state, from, to] = ['format', 'state', 'from', 'to'].map(
        name => input.text(name) ?? null,
      )
      const asked = { format: format ?? null, state: state ?? null, from: from ?? null, to: to ?? null }
      await writeReport(context, await prepareReport(context, input.argument, asked), write)
    }),
}

export const watchCommands: readonly Command[] = [watch, report]

function linesOf({ at, campaign, funnel, money, queue }: Watch): string[] {
  const count = (number: number) => formatCount(locales[0], number)
  const step = (name: string, number: number) => [
    name,
    count(number),
    bar(funnel.issued === 0 ? 0 : number / funnel.issued),
  ]
  const { issued, machines, browsers, people, signedIn, claimed, deposited } = funnel
  return [
    `${nameOf(campaign)}, ${campaign.state}, at ${at.toISOString()}; Ctrl-C ends`,
    '',
    ...tableLines(
      ['LINKS', '', 'OF ISSUED'],
      [
        step('issued', issued),
        step('opened by machines', machines),
        step('opened in a browser', browsers),
        step('opened by people', people),
        step('signed in', signedIn),
        step('claimed', claimed),
        step('deposited', deposited),
      ],
    ),
    '',
    `waiting ${count(funnel.waiting)}, in review ${count(funnel.review)}, refused ${count(funnel.refused)}, not claimed ${count(funnel.unclaimed)}, paused ${count(funnel.paused)}, expired ${count(funnel.expired)}, revoked ${count(funnel.revoked)}`,
    moneyLine(campaign.currency, money),
    queueText(queue),
  ]
}

function lineOf({ at, campaign, funnel, money, queue }: Watch): string {
  const { issued, people, claimed, deposited, waiting, review, refused } = funnel
  const links = `${issued} issued, ${people} people, ${claimed} claimed, ${deposited} deposited, ${waiting} waiting, ${review} in review, ${refused} refused`
  return `${at.toISOString()} ${links}; ${moneyLine(campaign.currency, money)}; ${queueText(queue)}`
}

function moneyLine(currency: string, { budget, spent, reserved, left }: Watch['money']): string {
  const shown = (amountMinor: number) => toDecimal({ amountMinor, currency })
  return `budget ${shown(budget)} ${currency} = spent ${shown(spent)} + reserved ${shown(reserved)} + left ${shown(left)}`
}

function queueText({ account, lane }: Watch['queue']): string {
  if (account.holdReason) return `partner account ${account.name} on hold: ${account.holdReason}`
  if (!lane) return 'nothing waits'
  if (lane.heldSince) return 'the campaign is on hold'
  return account.drainMs === null
    ? 'done nobody knows when'
    : `done in ${formatTimeLeft(locales[0], account.drainMs)}`
}
