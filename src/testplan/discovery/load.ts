/** What a load needs and what its answer repeats: the account, its type, the echo, the request id's form. */
import type { Asker, Question } from './asker.ts'
import { type Heard, notesOf, verdictOf } from './heard.ts'
import type { AccountType, Finding } from './record.ts'

/** A load that succeeded, to go on from. */
export type Loaded = { readonly question: Question; readonly heard: Heard }

/** Numbers and strings that are known or thought of; the configured one comes first. */
const candidates: readonly AccountType[] = [0, 1, 2, 3, '0', '1', '2', '3']
/** In minor units: what may be below a marketplace's smallest amount, and what to try then. */
const amounts = [1, 15, 100]

/** Tries each account type with the smallest amount that is accepted. `real` says whether a person owns the account. */
export async function askAccount(
  asker: Asker,
  amazonAccount: string,
  real: boolean,
): Promise<{ finding: Finding; loaded: Loaded | null }> {
  const first = asker.stage.account.incentives.accountType
  const types = [first, ...candidates.filter(type => type !== first)]
  const tried: (Loaded & { readonly type: AccountType })[] = []
  for (const type of types) tried.push({ type, ...(await askSmallest(asker, amazonAccount, type)) })
  const accepted = tried.filter(({ heard }) => heard.succeeded)
  const notes = notesOf(...tried.map(({ heard }) => heard))
  const loads = accepted.length > 0
  const allAnswered = tried.every(({ heard }) => heard.answer !== null)
  if (!loads && allAnswered)
    notes.push('No account type made this account load, so what a load does could not be learned.')
  if (!real)
    notes.push('The account was made up; give --account to learn whether a real one loads in the sandbox.')
  const accountTypes = accepted.length === types.length ? 'any' : accepted.map(({ type }) => type)
  return {
    finding: {
      world: {
        ...(real && (loads || allAnswered) && { realAccountLoads: loads }),
        ...(loads && allAnswered && { accountTypes }),
      },
      notes,
    },
    // What was sent twice may have been answered as a repeat.
    loaded: accepted.find(({ heard }) => heard.tries === 1) ?? accepted[0] ?? null,
  }
}

async function askSmallest(
  asker: Asker,
  amazonAccount: string,
  accountType: AccountType,
  [amountMinor = 1, ...larger] = amounts,
): Promise<Loaded> {
  const question = { requestId: asker.newId(), amazonAccount, accountType, amountMinor }
  const heard = await asker.ask(`account.type ${JSON.stringify(accountType)}`, question)
  const tooSmall = /AmountBelowMinThreshold/.test(heard.words) && larger.length > 0
  return tooSmall ? await askSmallest(asker, amazonAccount, accountType, larger) : { question, heard }
}

/** Whether the answer repeats request id and amount. */
export function readEcho({ heard, question }: Loaded): Finding {
  const { fields, answer } = heard
  if (!answer) throw new Error('bug: a load succeeded without an answer')
  const parts = [fields.loadBalanceRequestId === question.requestId, /"amount"\s*:\s*\{/.test(answer.body)]
  const answers = { load: answer }
  if (parts.every(Boolean)) return { world: { echo: 'full' }, answers, notes: ['A load is echoed in full.'] }
  if (parts.some(Boolean)) return { answers, notes: ['A load is echoed in part: see answers.load.'] }
  return { world: { echo: 'none' }, answers, notes: ['A load is not echoed.'] }
}

/** Separators in a request id, and one that is too long. */
export async function askRequestIds(asker: Asker, loaded: Loaded): Promise<Finding> {
  const id = asker.newId()
  const { partnerId } = asker.stage.account
  const separated = `${id.slice(0, partnerId.length)}-${id.slice(partnerId.length + 1)}`
  const ask = (title: string, requestId: string) => asker.ask(title, { ...loaded.question, requestId })
  const withSeparator = await ask('A request id with a hyphen', separated)
  const long = await ask('A request id of 41 characters', asker.newId().padEnd(41, 'X'))
  const verdict = verdictOf(withSeparator)
  return {
    world: { ...(verdict && { idSeparators: verdict === 'yes' ? 'accepted' : 'refused' }) },
    notes: notesOf(withSeparator, long),
  }
}
