/** `account list|release|funds` */
import { availableFunds, listAccounts, releaseAccount } from '../services/partner-account.ts'
import { notProven } from '../services/restore.ts'
import { type Command, json } from './command.ts'
import { note, printJson, printTable } from './print.ts'
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
    }),
}

const release: Command = {
  path: 'account release',
  text: 'End the hold of a partner account, once its cause is mended',
  argument: 'NAME',
  options: {
    by: { type: 'string', value: 'NAME', text: 'who releases it; required after a restore' },
    reason: { type: 'string', value: 'TEXT', text: 'why it is safe; required after a restore' },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const release = { by: input.text('by') ?? null, reason: input.text('reason') ?? null }
      const held = await releaseAccount(context, input.argument, release)
      if (held === 'restore') note(notProven)
      console.log(`${input.argument} released`)
    }),
}

const funds: Command = {
  path: 'account funds',
  text: 'Ask Amazon for the available funds of a partner account (always 0 in the sandbox)',
  argument: 'NAME',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const available = await availableFunds(context, input.argument)
      if (input.has('json')) printJson(available)
      else console.log(`${available.amount} ${available.currency}`)
    }),
}

export const accountCommands: readonly Command[] = [list, release, funds]
