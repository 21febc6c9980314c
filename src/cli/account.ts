/** `account list|hold|release|funds` */
import { fundingSteps, fundsAlert, fundsFacts } from '../../views/operator/funding.ts'
import { holdWords } from '../../views/operator/hold.ts'
import { terminal } from '../../views/operator/voice.ts'
import { toDecimal } from '../domain/money.ts'
import { isProven } from '../domain/partner-account.ts'
import { knownFunds, type ShownFunds } from '../services/funds-watch.ts'
import { holdAccount, releaseAccount } from '../services/hold.ts'
import { availableFunds, listAccounts, type ShownAccount } from '../services/partner-account.ts'
import { notProven } from '../services/restore.ts'
import { by, type Command, json, reason, reasonOf } from './command.ts'
import { note, print, printJson, printTable } from './print.ts'
import { withContext } from './program.ts'

const list: Command = {
  path: 'account list',
  text: 'List partner accounts and why any of them is on hold',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const accounts = await listAccounts(context)
      if (input.has('json')) return printJson(accounts)
      const rows = accounts.map(({ name, marketplace, currency, redirectUri, holdReason, heldSince }) => [
        name,
        marketplace,
        currency,
        redirectUri,
        holdReason ?? 'none',
        heldSince?.toISOString() ?? '',
      ])
      printTable(['NAME', 'MARKETPLACE', 'CURRENCY', 'RETURN URL AT AMAZON', 'HOLD', 'SINCE'], rows)
      for (const account of accounts) explainHold(account)
    }),
}

function explainHold({ name, holdReason, restoredAt, nextProbe, heldBy }: ShownAccount): void {
  if (holdReason === null) return
  const { why, todo } = holdWords(holdReason, terminal.releaseAccount, isProven(holdReason, restoredAt))
  print(`\n${name} is on hold (${holdReason}): ${why}`)
  if (heldBy) print(`  ${heldBy.actor} wrote: ${heldBy.reason}`)
  print(`  To do: ${todo}`)
  if (nextProbe) print(`  Next probe: ${nextProbe.toISOString()}`)
}

const hold: Command = {
  path: 'account hold',
  text: 'Send nothing for a partner account, no probe either, until it is released; claiming goes on',
  argument: 'NAME',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      await holdAccount(context, input.argument, reasonOf(input))
      print(`${input.argument} on hold`)
    }),
}

const release: Command = {
  path: 'account release',
  text: 'End the hold of a partner account, once its cause is mended',
  argument: 'NAME',
  options: {
    by,
    reason: { ...reason, text: `${reason.text}; required after a restore` },
    unreconciled: {
      type: 'boolean',
      text: 'after a restore, although "reconcile" did not end without a difference; audited',
    },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const unreconciled = input.has('unreconciled')
      if (unreconciled) note(notProven)
      const ended = await releaseAccount(context, input.argument, { ...reasonOf(input), unreconciled })
      const still = (await listAccounts(context)).find(({ name }) => name === input.argument)
      if (!still?.holdReason) return print(`${input.argument} released`)
      print(
        `${input.argument}: the hold (${ended}) is ended, and the one before it goes on; release it once more`,
      )
      explainHold(still)
    }),
}

const funds: Command = {
  path: 'account funds',
  text: 'Ask Amazon for the available funds of a partner account; how long they last, and how to add to them',
  argument: 'NAME',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const available = await availableFunds(context, input.argument)
      const known = await knownFunds(context, input.argument)
      if (input.has('json')) return printJson({ ...available, ...figuresOf(known) })
      print(`${available.amount} ${available.currency}`)
      for (const [name, text] of fundsFacts(known)) print(`${name}: ${text}`)
      for (const step of fundingSteps(known.account)) print(`- ${step}`)
      const alert = fundsAlert(known)
      if (alert) note(alert)
    }),
}

/** Money as decimals, for scripts; null where nobody knows. */
function figuresOf({ account, burnMinor, daysLeft, neededDays, short }: ShownFunds) {
  const { name, currency, funding } = account
  const perDay = toDecimal({ amountMinor: burnMinor, currency })
  return { account: name, payment: funding.payment, perDay, daysLeft, neededDays, short }
}

export const accountCommands: readonly Command[] = [list, hold, release, funds]
