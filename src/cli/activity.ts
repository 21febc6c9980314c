/** `activity` */

import { DomainError } from '../domain/errors.ts'
import {
  type ActivityInput,
  activityFormats,
  activityStates,
  prepareActivity,
  sumUpActivity,
  thisMonth,
  writeActivity,
} from '../services/activity-report.ts'
import { type Command, type Input, json } from './command.ts'
import { printJson, printTable, write } from './print.ts'
import { withContext } from './program.ts'

export const activityCommand: Command = {
  path: 'activity',
  text: 'What was booked in a period, for accountants: the totals, or a row for each deposit',
  options: {
    from: { type: 'string', value: 'DAY', text: 'first day, UTC; the first of this month without' },
    to: { type: 'string', value: 'DAY', text: 'last day, included; today without' },
    account: { type: 'string', value: 'NAME', text: 'only this partner account' },
    campaign: { type: 'string', value: 'ID', text: 'only this campaign' },
    state: { type: 'string', value: 'STATE', text: `${activityStates.join(', ')}; deposited without` },
    format: { type: 'string', value: 'csv|ndjson', text: 'print the rows instead of the totals' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const activity = await prepareActivity(context, activityIn(input, context.clock()))
      const format = formatIn(input)
      if (format) return await writeActivity(context, activity, format, write)
      const summary = await sumUpActivity(context, activity)
      if (input.has('json')) return printJson(summary)
      const rows = summary.totals.map(({ partnerAccount, marketplace, count, amount, currency }) => [
        partnerAccount,
        marketplace,
        String(count),
        amount,
        currency,
      ])
      printTable(['PARTNER ACCOUNT', 'MARKETPLACE', 'DEPOSITS', 'AMOUNT', 'CURRENCY'], rows)
    }),
}

function activityIn({ text }: Input, now: Date): ActivityInput {
  const { from, to } = thisMonth(now)
  return {
    from: text('from') ?? from,
    to: text('to') ?? to,
    state: text('state') ?? 'deposited',
    account: text('account') ?? '',
    campaign: text('campaign') ?? '',
  }
}

function formatIn({ text }: Input): (typeof activityFormats)[number] | undefined {
  const given = text('format')
  const format = activityFormats.find(known => known === given)
  if (given === format) return format
  throw new DomainError('invalid-input', `format: must be one of ${activityFormats.join(', ')}`)
}
