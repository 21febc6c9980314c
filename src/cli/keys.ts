/** `keys list|prove|switch|note` */

import { ageWords, answerWords, overdueWords, stepWords } from '../../views/operator/keys.ts'
import { DomainError } from '../domain/errors.ts'
import type { ShownKey, ShownKeys } from '../domain/key-list.ts'
import { noteKeyCreated, proveKey, switchKeys } from '../services/key-change.ts'
import { listKeys } from '../services/key-list.ts'
import { by, byOf, byWhom, type Command, json, type Option } from './command.ts'
import { print, printJson, printTable } from './print.ts'
import { withContext } from './program.ts'

const key: Option = {
  type: 'string',
  value: 'LAST4',
  text: 'the last four characters of its key id (default: of the one that does not sign)',
}

const list: Command = {
  path: 'keys list',
  text: 'List the access keys, their age, who has them, and where a rotation stands',
  options: { json },
  run: (input, env) =>
    withContext(env, async context => {
      const accounts = await listKeys(context)
      if (input.has('json')) return printJson(accounts)
      const head = ['ACCOUNT', 'KEY', 'SIGNS', 'AGE', 'REPLACE BY', 'AMAZON', 'LOADED BY']
      printTable(head, accounts.flatMap(rowsOf))
      for (const account of accounts) explain(account)
    }),
}

function rowsOf({ account, keys, processes }: ShownKeys): string[][] {
  return keys.map(shown => [
    account,
    `…${shown.lastFour}`,
    shown.chosen ? 'yes' : 'no',
    ageWords(shown),
    shown.replaceBy.toISOString().slice(0, 10),
    answerWords(shown),
    `${shown.loadedBy} of ${processes.length}`,
  ])
}

function explain({ account, steps, overdueDays, processes }: ShownKeys): void {
  for (const { name, problem } of processes) if (problem) print(`\n${name}: ${problem}`)
  if (overdueDays > 0) print(`\n${account}: ${overdueWords(overdueDays)}`)
  if (steps.length > 0) print(`\nRotation of ${account}`)
  for (const { name, state } of steps) {
    print(`  ${{ done: '[x]', now: '[>]', later: '[ ]' }[state]} ${stepWords[name].title}`)
    if (state === 'now') print(`      ${stepWords[name].text}`)
  }
}

const prove: Command = {
  path: 'keys prove',
  text: 'Ask Amazon with the key that does not sign yet, and remember the answer; exits with 1 when it is refused',
  argument: 'NAME',
  options: { key, by: byWhom, json },
  run: (input, env) =>
    withContext(env, async context => {
      const tried = await proveKey(context, input.argument, input.text('key') ?? null, byOf(input))
      if (input.has('json')) printJson(tried)
      if (tried.verdict === 'refused')
        throw new DomainError('conflict', `key: Amazon refuses …${tried.lastFour}`)
      if (!input.has('json')) print(`Amazon accepts …${tried.lastFour}`)
    }),
}

const switchOver: Command = {
  path: 'keys switch',
  text: 'Let the other key sign, in all processes; it must be proven and everywhere',
  argument: 'NAME',
  options: { key, by },
  run: (input, env) =>
    withContext(env, async context => {
      const named = input.text('key') ?? null
      const { keys } = await switchKeys(context, input.argument, named, input.text('by') ?? '')
      print(`…${signing(keys)} signs from now on`)
    }),
}

function signing(keys: readonly ShownKey[]): string {
  return keys.find(({ chosen }) => chosen)?.lastFour ?? ''
}

const note: Command = {
  path: 'keys note',
  text: 'Say when a key was made at Amazon, so that its age is known',
  argument: 'NAME',
  options: {
    created: { type: 'string', value: 'DAY', text: 'such as 2026-06-01', required: true },
    key: { ...key, text: 'the last four characters of its key id (default: of the one that signs)' },
    by: byWhom,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const said = { named: input.text('key') ?? null, created: input.text('created') ?? '' }
      const { lastFour } = await noteKeyCreated(context, input.argument, said, byOf(input))
      print(`…${lastFour} was made on ${said.created}`)
    }),
}

export const keyCommands: readonly Command[] = [list, prove, switchOver, note]
