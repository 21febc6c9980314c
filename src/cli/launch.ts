/** `launch …`: what people say of the steps that `doctor` lists, the validation link, and the opening. */
import { readFileSync } from 'node:fs'
import { launchMail } from '../../views/operator/launch-mail.ts'
import { DomainError } from '../domain/errors.ts'
import { accountOf, type Context } from '../services/context.ts'
import { attach } from '../services/launch-attach.ts'
import { markDone, takeBack, waive } from '../services/launch-mark.ts'
import { openForClaims } from '../services/launch-open.ts'
import { redirectUri } from '../services/sign-in.ts'
import { confirmInPortal, makeValidationLink } from '../services/validation.ts'
import { by, type Command, type Input, type Option, reason } from './command.ts'
import { note, print } from './print.ts'
import { withContext } from './program.ts'

const account: Option = {
  type: 'string',
  value: 'NAME',
  text: 'the partner account; may be left out where there is one',
}

/** The account that is meant. Throws `invalid-input` where there are several and none is named. */
function accountIn(context: Context, { text }: Input): string {
  const named = text('account')
  if (named !== undefined) return accountOf(context, named).name
  const [only, ...others] = context.accounts.keys()
  if (only !== undefined && others.length === 0) return only
  throw new DomainError(
    'invalid-input',
    '--account: name one of the partner accounts; "account list" shows them',
  )
}

/** What a person says of a step: the words of the option `said`, under their name. */
function wordCommand(
  said: 'note' | 'reason',
  {
    option,
    say,
    outcome,
    ...command
  }: Pick<Command, 'path' | 'text'> & {
    readonly option: Option
    readonly say: typeof markDone
    readonly outcome: string
  },
): Command {
  return {
    ...command,
    argument: 'STEP',
    options: { account, by, [said]: { ...option, required: true } },
    run: (input, env) =>
      withContext(env, async context => {
        const word = { step: input.argument, by: input.text('by') ?? '', note: input.text(said) ?? '' }
        await say(context, accountIn(context, input), word)
        print(`${word.step} ${outcome}`)
      }),
  }
}

const done = wordCommand('note', {
  path: 'launch done',
  text: 'Say that a step of the launch is done which only people can see',
  option: { type: 'string', value: 'TEXT', text: 'what was done, or where the proof is' },
  say: markDone,
  outcome: 'done',
})

const waiveCommand = wordCommand('reason', {
  path: 'launch waive',
  text: 'Go live without a step of the launch, in your name and with a reason',
  option: reason,
  say: waive,
  outcome: 'waived',
})

const takeBackCommand: Command = {
  path: 'launch take-back',
  text: 'Take back what was said of a step, a waiver too',
  argument: 'STEP',
  options: { account, by },
  run: (input, env) =>
    withContext(env, async context => {
      await takeBack(context, accountIn(context, input), input.argument, input.text('by') ?? '')
      print(`${input.argument} open`)
    }),
}

const attachCommand: Command = {
  path: 'launch attach',
  text: 'Hand in the report.json of "testplan" in the sandbox, or the amazon-record.json of "testplan --discover"',
  argument: 'FILE',
  options: { account, by },
  run: (input, env) =>
    withContext(env, async context => {
      const text = readRecord(input.argument)
      const steps = await attach(context, accountIn(context, input), text, input.text('by') ?? '')
      print(`proves ${steps.join(', ')}`)
    }),
}

function readRecord(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new DomainError('invalid-input', `file: "${path}" cannot be read`, { cause })
  }
}

const mail: Command = {
  path: 'launch mail',
  text: 'Print a mail to Amazon with your data and what only Amazon can answer',
  options: { account },
  run: (input, env) =>
    withContext(env, async context => {
      const name = accountIn(context, input)
      print(launchMail({ account: accountOf(context, name), redirectUri: redirectUri(context, name) }))
    }),
}

const validate: Command = {
  path: 'launch validate',
  text: 'Make the one link that can be claimed before production is open: once, within 24 hours',
  options: { account, by, amount: { type: 'string', value: 'AMOUNT', text: 'instead of the smallest one' } },
  run: (input, env) =>
    withContext(env, async context => {
      const order = { by: input.text('by') ?? '', amount: input.text('amount') }
      const { claimUrl } = await makeValidationLink(context, accountIn(context, input), order)
      print(claimUrl)
      note(
        'It is shown only now. Open it, sign in at Amazon and confirm; then “doctor” tells what came of it.',
      )
    }),
}

const portal: Command = {
  path: 'launch portal',
  text: 'Say that you have seen the validation link’s deposit in Amazon’s portal',
  options: { account, by },
  run: (input, env) =>
    withContext(env, async context => {
      await confirmInPortal(context, accountIn(context, input), input.text('by') ?? '')
      print('confirmed')
    }),
}

const openCommand: Command = {
  path: 'launch open',
  text: 'Open production for claims, once everything mandatory is green or waived',
  options: { account, by },
  run: (input, env) =>
    withContext(env, async context => {
      const name = accountIn(context, input)
      await openForClaims(context, name, input.text('by') ?? '')
      print(`${name} open for claims`)
    }),
}

export const launchCommands: readonly Command[] = [
  done,
  waiveCommand,
  takeBackCommand,
  attachCommand,
  mail,
  validate,
  portal,
  openCommand,
]
