/** `reconcile` */
import type { Env } from '../config/problem.ts'
import { parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accountOf, type Context } from '../services/context.ts'
import { type Period, type Reconciliation, withReconciliation } from '../services/reconcile.ts'
import { closeKnown } from '../services/reconcile-close.ts'
import { noteProof } from '../services/reconcile-proof.ts'
import { countDifferences, type DifferenceTotal, summarize } from '../services/reconcile-summary.ts'
import { type Command, type Input, json, timeOf } from './command.ts'
import { withContext } from './program.ts'
import { type Ending, printReport, writeCsv } from './reconcile-report.ts'
import { refuseSources, sourceOf } from './reconcile-source.ts'

export const reconcileCommand: Command = {
  path: 'reconcile',
  text: 'Compare deposits with what Amazon knows and list every difference; exit code 0 only when there is none',
  options: {
    account: { type: 'string', value: 'NAME', text: 'the partner account; needed where there are several' },
    ledger: {
      type: 'string',
      value: 'URL|FILE',
      text: "the emulator's ledger; in emulator mode found by itself",
    },
    'activity-page': { type: 'boolean', text: "Amazon's own list, one call of 1,000 rows a minute" },
    csv: { type: 'string', value: 'FILE', text: 'any CSV with a header, described by the next three' },
    map: {
      type: 'string',
      value: 'FIELD=COLUMN,…',
      text: 'requestId, amount (like 25.00) and currency; also status, at (UTC) and account',
    },
    applied: { type: 'string', value: 'WORD,…', text: 'the status words that mean applied' },
    'not-applied': {
      type: 'string',
      value: 'WORD,…',
      text: 'after a restore: the status words that mean not applied; "" is the empty one',
    },
    since: { type: 'string', value: 'TIME', text: 'from this moment on (UTC); everything without' },
    until: { type: 'string', value: 'TIME', text: 'before this moment (UTC); everything without' },
    close: {
      type: 'boolean',
      text: 'after listing, close every link that Amazon knows as applied, so that it cannot be paid again',
    },
    'complete-until': {
      type: 'string',
      value: 'TIME',
      text: 'after a restore: until when the CSV tells of every load; audited',
    },
    unclosed: {
      type: 'string',
      value: 'COUNT',
      text: 'after a restore: so many loads of lost or revoked links were looked into; audited',
    },
    by: {
      type: 'string',
      value: 'NAME',
      text: 'who decides that, for the audit; needed with the last three',
    },
    'csv-out': { type: 'string', value: 'FILE', text: 'write every difference there too' },
    json,
  },
  run: async (input, env) => {
    const by = decides.some(name => input.has(name)) ? parseActor(input.text('by') ?? '') : null
    refuseSources(input)
    const period = periodOf(input)
    const left = await withContext(env, context => reconcile(context, env, input, period, by))
    return left === 0
  },
}

const decides = ['close', 'complete-until', 'unclosed'] as const

/** How many kinds of difference are left in the end. */
async function reconcile(
  context: Context,
  env: Env,
  input: Input,
  period: Period,
  by: string | null,
): Promise<number> {
  const account = chosen(context, input.text('account'))
  const word = { by, unclosed: countIn(input, 'unclosed') }
  const source = await sourceOf(context, env, input, account, by)
  return await withReconciliation(context, { account, source, period }, async reconciliation => {
    const csvOut = input.text('csv-out')
    if (csvOut !== undefined) await writeCsv(csvOut, reconciliation)
    const summary = await summarize(context, reconciliation)
    const close = () => (by !== null && input.has('close') ? closeAll(context, reconciliation, by) : null)
    const prove = async (left: readonly DifferenceTotal[]) =>
      summary.restoredAt && { missing: await noteProof(context, reconciliation, summary, left, word) }
    return (await printReport(reconciliation, summary, { close, prove }, input.has('json'))).length
  })
}

async function closeAll(context: Context, reconciliation: Reconciliation, by: string): Promise<Ending> {
  const closed = await closeKnown(context, reconciliation, by)
  return { closed, left: await countDifferences(reconciliation) }
}

function chosen(context: Context, name: string | undefined): PartnerAccount {
  const all = [...context.accounts.values()]
  const [only] = all
  if (name !== undefined) return accountOf(context, name)
  if (only && all.length === 1) return only
  const names = all.map(account => account.name).join(', ')
  throw new DomainError('invalid-input', `--account: choose one of ${names}`)
}

/** Zero without the option. */
function countIn(input: Input, name: string): number {
  const text = input.text(name) ?? '0'
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new DomainError('invalid-input', `--${name}: must be a number such as 12`)
}

function periodOf(input: Input): Period {
  const period = { since: timeOf(input, 'since'), until: timeOf(input, 'until') }
  if (period.since && period.until && period.since >= period.until)
    throw new DomainError('invalid-input', '--until: must be later than --since')
  return period
}
