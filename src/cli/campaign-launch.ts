/** `campaign launch|dry-run` */

import { formatTimeLeft, locales } from '../../views/locale.ts'
import { launchProblemText } from '../../views/operator/launch-problem.ts'
import type { DryRun } from '../domain/dry-run.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import { getCampaign } from '../services/campaign.ts'
import { dryRun, launchCampaign } from '../services/campaign-launch.ts'
import { printCampaign, shown } from './campaign-shown.ts'
import { byOf, byWhom, type Command, type Input, json } from './command.ts'
import { print, printJson } from './print.ts'
import { withContext } from './program.ts'

export const launch: Command = {
  path: 'campaign launch',
  text: 'Open a draft to its recipients; "campaign dry-run" tells before what it costs',
  argument: 'ID',
  options: { by: byWhom, json },
  run: (input, env) =>
    withContext(env, async context => {
      const { id } = await getCampaign(context, input.argument)
      const campaign = await launchCampaign(context, id, { by: byOf(input), agreed: null })
      printCampaign(campaign, input.has('json'), `${campaign.id} ${campaign.state}`)
    }),
}

export const dryRunCommand: Command = {
  path: 'campaign dry-run',
  text: 'Tell what a mailing of all links would cost, how long it takes and what is wrong; makes nothing',
  argument: 'ID',
  options: {
    'per-minute': {
      type: 'string',
      value: 'N',
      text: 'mails that leave in a minute; the fastest at which nobody waits longer than a minute unless given',
    },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const run = await dryRun(context, input.argument, perMinuteOf(input))
      if (input.has('json')) printJson({ ...run, campaign: shown(run.campaign) })
      else for (const line of lines(run)) print(line)
    }),
}

function perMinuteOf({ text }: Input): number | undefined {
  const given = text('per-minute')
  if (given === undefined) return undefined
  if (/^[1-9]\d{0,6}$/.test(given)) return Number(given)
  throw new DomainError('invalid-input', '--per-minute: must be a whole number from 1 to 9999999')
}

function lines(run: DryRun): string[] {
  const { campaign, totals, fundsMinor, gapMinor, fastestPerMinute, perMinute } = run
  const money = (amountMinor: number) =>
    `${toDecimal({ amountMinor, currency: campaign.currency })} ${campaign.currency}`
  const speed = (mails: number | null) => (mails === null ? 'all at once' : `${mails} a minute`)
  const left = (ms: number) => formatTimeLeft(locales[0], ms)
  return [
    `Links            ${totals.links}, worth ${money(totals.totalMinor)}`,
    `Cost at most     ${money(run.costMinor)} of a budget of ${money(campaign.budgetMinor)}`,
    `Funds at Amazon  ${fundsMinor === null ? 'not known' : money(fundsMinor)}${gapMinor ? `, ${money(gapMinor)} missing` : ''}`,
    `Time to deposit  ${left(run.drainMs)} if everybody claims at once`,
    `Fastest mailing  ${speed(fastestPerMinute)}, so that nobody waits longer than a minute`,
    `At ${speed(perMinute)}: longest wait ${left(run.longestWaitMs)}, the last deposit ${run.finishAt.toISOString()}`,
    ...run.problems.map(problem => `Problem          ${launchProblemText(problem, campaign)}`),
  ]
}
