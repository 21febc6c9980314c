/** `reconcile` */
import type { Env } from '../config/problem.ts'
import { parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accountOf, type Context } from '../services/context.ts'
import { type Period, type Reconciliation, withReconciliation } from '../services/reconcile.ts'
import { closeKnown } from '../services/reconcile-close.ts'
import { countDifferences, noteNoDifference, summarize } from '../services/reconcile-summary.ts'
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
    csv: { type: 'string', value: 'FILE', text: 'any CSV with a header, described by the next two' },
    map: {
      type: 'string',
      value: 'FIELD=COLUMN,…',
      text: 'requestId, amount (like 25.00) and currency; also status, at (UTC) and account',
    },
    applied: { type: 'string', value: 'WORD,…', text: 'the status words that mean applied' },
    since: { type: 'string', value: 'TIME', text: 'from this moment on (UTC); everything without' },
    until: { type: 'string', value: 'TIME', text: 'before this moment (UTC); everything without' },
    close: {
      type: 'boolean',
      text: 'after listing, close every link that Amazon knows as applied, so that it cannot be paid again',
    },
    by: { type: 'string', value: 'NAME', text: 'who decides that, for the audit; needed with --close' },
    'csv-out': { type: 'string', value: 'FILE', text: 'write every difference there too' },
    json,
  },
  run: async (input, env) => {
    const by = input.has('close') ? parseActor(input.text('by') ?? '') : null
    refuseSources(input)
    const period = periodOf(input)
    const left = await withContext(env, context => reconcile(context, env, input, period, by))
    return left === 0
  },
}

/** How many differences are left in the end. */
async function reconcile(
  context: Context,
  env: Env,
  input: Input,
  period: Period,
  by: string | null,
): Promise<number> {
  const account = chosen(context, input.text('account'))
  const source = await sourceOf(context, env, input, account)
  return await withReconciliation(context, { account, source, period }, async reconciliation => {
    const csvOut = input.text('csv-out')
    if (csvOut !== undefined) await writeCsv(csvOut, reconciliation)
    const summary = await summarize(context, reconciliation)
    const close = () => (by === null ? null : closeAll(context, reconciliation, by))
    const left = await printReport(reconciliation, summary, close, input.has('json'))
    if (left === 0) await noteNoDifference(context, reconciliation, summary)
    return left
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

function periodOf(input: Input): Period {
  const period = { since: timeOf(input, 'since'), until: timeOf(input, 'until') }
  if (period.since && period.until && period.since >= period.until)
    throw new DomainError('invalid-input', '--until: must be later than --since')
  return period
}
