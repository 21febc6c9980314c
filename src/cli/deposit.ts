/** `deposit list|show|retry|resolve|rebuild` */
import { amazonMail, questionOf } from '../../views/operator/amazon-mail.ts'
import { tellStory } from '../../views/operator/deposit-story.ts'
import { reference } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import { accountOf, type Context } from '../services/context.ts'
import { type DepositCase, examineDeposit, listDeposits } from '../services/deposit-story.ts'
import { rebuildDeposit } from '../services/rebuild.ts'
import { resolveDeposit } from '../services/resolve.ts'
import { retryDeposit } from '../services/retry.ts'
import { by, type Command, json, reason, reasonOf } from './command.ts'
import { print, printJson, printTable, textOf } from './print.ts'
import { withContext } from './program.ts'

const list: Command = {
  path: 'deposit list',
  text: 'List deposits, oldest consent first',
  options: {
    campaign: { type: 'string', value: 'ID', text: 'only of this campaign' },
    state: { type: 'string', value: 'STATE', text: 'only pending, sending, deposited, refused or review' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const deposits = await listDeposits(context, {
        campaignId: input.text('campaign'),
        state: input.text('state'),
      })
      if (input.has('json')) return printJson(deposits.map(shown))
      const rows = deposits.map(deposit => [
        deposit.claimLinkId,
        reference(deposit.claimLinkId),
        `${toDecimal(deposit)} ${deposit.currency}`,
        deposit.state,
        String(deposit.attempts),
        deposit.reason ?? '',
        deposit.consentedAt.toISOString(),
      ])
      printTable(['CLAIM LINK', 'REFERENCE', 'AMOUNT', 'STATE', 'ATTEMPTS', 'REASON', 'CONSENTED'], rows)
    }),
}

const show: Command = {
  path: 'deposit show',
  text: 'Tell where the money of one claim link is, what happened and what is next, then every attempt and event',
  argument: 'LINK',
  options: {
    'for-amazon': { type: 'boolean', text: 'print a mail that asks Amazon about it instead, ready to send' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const found = await examineDeposit(context, input.argument)
      if (input.has('for-amazon')) return print(mailFor(context, found))
      if (!input.has('json')) return printStory(found)
      const { deposit, attempts, events } = found
      printJson({ ...shown(deposit), attempts, events, story: tellStory(found) })
    }),
}

function mailFor(context: Context, found: DepositCase): string {
  const question = questionOf(found, accountOf(context, found.deposit.partnerAccount))
  if (question) return amazonMail(question)
  throw new DomainError('conflict', 'link: nothing was sent to Amazon yet, so there is nothing to ask')
}

const retry: Command = {
  path: 'deposit retry',
  text: 'Send a pending deposit now, with the same request id (a running service does it)',
  argument: 'LINK',
  options: { by: { type: 'string', value: 'NAME', text: 'who does this, for the audit' } },
  run: (input, env) =>
    withContext(env, async context => {
      await retryDeposit(context, input.argument, input.text('by') ?? 'command line')
      print('due now')
    }),
}

const resolve: Command = {
  path: 'deposit resolve',
  text: 'Decide a deposit in review; refusing one that may have been applied takes a second person',
  argument: 'LINK',
  options: {
    as: { type: 'string', value: 'VERDICT', text: 'deposited or refused', required: true },
    evidence: {
      type: 'string',
      value: 'TEXT',
      text: 'how you know, such as what Amazon answered, for the audit',
      required: true,
    },
    by,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const [as, evidence] = [input.text('as') ?? '', input.text('evidence') ?? '']
      const ended = await resolveDeposit(context, input.argument, {
        as,
        evidence,
        by: input.text('by') ?? '',
      })
      if (ended === 'resolved') print(`resolved as ${as}`)
      else print(`proposed as ${as}: a different person completes it with the same command`)
    }),
}

const rebuild: Command = {
  path: 'deposit rebuild',
  text: 'Write a pending deposit anew with the amount unit and account type of today, same request id, when Amazon surely applied nothing',
  argument: 'LINK',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      await rebuildDeposit(context, input.argument, reasonOf(input))
      print('rebuilt')
    }),
}

export const depositCommands: readonly Command[] = [list, show, retry, resolve, rebuild]

function printStory(found: DepositCase): void {
  const { deposit, attempts, events } = found
  for (const line of tellStory(found)) print(line)
  print()
  printTable(
    ['FIELD', 'VALUE'],
    Object.entries(shown(deposit)).map(([name, value]) => [name, textOf(value)]),
  )
  print()
  const rows = attempts.map(attempt => [
    String(attempt.number),
    attempt.startedAt.toISOString(),
    attempt.outcome ?? 'no answer yet',
    attempt.reason ?? '',
    String(attempt.httpStatus ?? ''),
    attempt.amazonRequestId ?? '',
  ])
  printTable(['ATTEMPT', 'STARTED', 'OUTCOME', 'REASON', 'HTTP', 'AMAZON REQUEST ID'], rows)
  print()
  printTable(
    ['EVENT', 'AT', 'TYPE', 'DETAIL'],
    events.map(({ sequence, at, type, detail }) => [String(sequence), at, type, JSON.stringify(detail)]),
  )
}

function shown(deposit: DepositCase['deposit']) {
  const { accountHash: _, ...rest } = deposit
  return { ...rest, reference: reference(deposit.claimLinkId), amount: toDecimal(deposit) }
}
