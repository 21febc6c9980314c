/** A reconciliation for people, for scripts and as a CSV; differences pass through one by one, however many. */
import { reference } from '../domain/claim-link.ts'
import { csvLine, csvLines } from '../domain/csv.ts'
import { toDecimal } from '../domain/money.ts'
import type { Difference, Known, Ours } from '../domain/reconciliation.ts'
import { countUnclosed } from '../domain/restore-proof.ts'
import { listStatusWords } from '../domain/status-word.ts'
import { differences, type Reconciliation } from '../services/reconcile.ts'
import type { Closed } from '../services/reconcile-close.ts'
import type { DifferenceTotal, Summary } from '../services/reconcile-summary.ts'
import { print, printTable, textOf, write } from './print.ts'
import { writeWhole } from './whole-file.ts'

/** What closing did, and what is still different. */
export type Ending = { readonly closed: Closed; readonly left: readonly DifferenceTotal[] }

export type Acts = {
  /** Closes, if that was asked for. */
  readonly close: () => Promise<Ending> | null
  /** Whether it was a proof of what a restored database may have forgotten; null where it has forgotten nothing. */
  readonly prove: (left: readonly DifferenceTotal[]) => Promise<Proof | null>
}
type Proof = { readonly missing: string | null }

/** Prints the figures and every difference, then acts and says what came of it. Returns what is left. */
export async function printReport(
  reconciliation: Reconciliation,
  summary: Summary,
  { close, prove }: Acts,
  asJson: boolean,
): Promise<readonly DifferenceTotal[]> {
  if (asJson) await write(`{"summary":${JSON.stringify(summary)},"differences":[`)
  else printSummary(summary)
  let found = 0
  for await (const difference of differences(reconciliation)) {
    const text = asJson ? `${found > 0 ? ',' : ''}\n${JSON.stringify(flat(difference))}` : lineOf(difference)
    await write(found === 0 && !asJson ? `\n${head}${text}` : text)
    found++
  }
  const ending = await close()
  const left = ending ? ending.left : summary.differences
  const proof = await prove(left)
  if (asJson) await write(`\n]${jsonOf({ closed: ending, proof })}}\n`)
  else printEnding(found, ending)
  if (!asJson && proof) printProof(proof, countUnclosed(left))
  return left
}

function printSummary(summary: Summary): void {
  const { account, partnerId, source, since, until, covers, statusWords, leftOut } = summary
  print(`Partner account ${account} (${partnerId}) against the ${source}`)
  print(`Period: ${textOf(since) || 'the beginning'} to ${textOf(until) || 'now'}`)
  const span = covers.firstAt ? `, ${textOf(covers.firstAt)} to ${textOf(covers.lastAt)}` : ''
  const words = statusWords.length > 0 ? ` (${listStatusWords(statusWords)})` : ''
  print(
    `The source has ${covers.records} records${span}; not applied: ${covers.notApplied}${words}, of other partner ids: ${covers.foreign}`,
  )
  print(
    `Left out here: ${leftOut.scenarios} deposits of scenarios, ${leftOut.tooNew} decided since the source was read\n`,
  )
  printTable(
    ['SIDE', 'STATE', 'COUNT', 'SUM'],
    [
      ...summary.here.map(total => ['here', total.state, ...figures(total)]),
      ...summary.atAmazon.map(total => ['Amazon', 'applied', ...figures(total)]),
      ...summary.differences.map(total => ['difference', total.kind, ...figures(total)]),
    ],
  )
  if (summary.notProven.length > 0) print('\nNot proven:')
  for (const sentence of summary.notProven) print(`- ${sentence}`)
  if (summary.hold === 'restore') print(`\n${afterRestore}`)
}

const afterRestore =
  'This account is on hold because its database may be older than what was sent from it. Close what is listed here with --close --by NAME, read what is not proven, and only then end the hold with "account release".'

function figures({ currency, count, amountMinor }: Summary['atAmazon'][number]): [string, string] {
  return [String(count), money({ currency, amountMinor })]
}

function money(amount: { readonly amountMinor: number; readonly currency: string }): string {
  return `${toDecimal(amount)} ${amount.currency}`
}

const row = (cells: readonly [string, string, string, string, string]) =>
  `${cells[0].padEnd(9)}  ${cells[1].padEnd(18)}  ${cells[2].padEnd(24)}  ${cells[3].padEnd(30)}  ${cells[4]}\n`

const head = row(['REFERENCE', 'DIFFERENCE', 'HERE', 'AMAZON', 'WHAT TO DO'])

function lineOf(difference: Difference): string {
  const { here, amazon, reference, requestId, kind, todo } = flat(difference)
  return row([reference || requestId, kind, here, amazon, todo])
}

function flat({ kind, requestId, ours, known, closing, todo }: Difference) {
  return {
    reference: ours ? reference(ours.claimLinkId) : '',
    kind,
    here: ours ? hereText(ours) : 'no such claim link',
    amazon: known ? amazonText(known) : 'unknown',
    todo,
    closing,
    requestId,
    claimLinkId: ours?.claimLinkId ?? null,
    state: ours?.state ?? null,
    amount: ours ? toDecimal(ours) : null,
    currency: ours?.currency ?? null,
    amazonAmount: known ? toDecimal(known) : null,
    amazonCurrency: known?.currency ?? null,
    amazonAt: known?.at?.toISOString() ?? null,
    amazonTimes: known?.times ?? 0,
  }
}

function hereText(ours: Ours): string {
  return `${ours.state} ${money(ours)}`
}

function amazonText(known: Known): string {
  const times = known.times > 1 ? ` ${known.times} times` : ''
  return `applied ${money(known)}${times}${known.at ? ` ${known.at.toISOString().slice(0, 10)}` : ''}`
}

function printEnding(found: number, ending: Ending | null): void {
  if (found === 0) print('\nNo difference.')
  if (!ending) return
  const { deposit, claim, review } = ending.closed
  print(`\nClosed: ${deposit} recorded as deposited, ${claim} claimed and deposited, ${review} in review.`)
  const left = ending.left.map(({ count, kind }) => `${count} ${kind}`).join(', ')
  print(left === '' ? 'No difference is left.' : `Still different: ${left}.`)
}

/** The members that are not null, after others. */
function jsonOf(members: Readonly<Record<string, object | null>>): string {
  return Object.entries(members)
    .map(([name, value]) => (value ? `,"${name}":${JSON.stringify(value)}` : ''))
    .join('')
}

function printProof({ missing }: Proof, unclosed: number): void {
  if (unclosed > 0)
    print(
      '\nA load whose link is not here may be of one that took the place of another: that one is open again here. Find it by amount and account, and revoke it before the account is released.',
    )
  print(
    missing === null
      ? '\nAmazon’s records tell all that may have been forgotten: "account release" ends the hold, where it goes on.'
      : `\nThis is no proof of what may have been forgotten since the restore: ${missing}.`,
  )
}

/** The file is there when it is whole. A cell that a spreadsheet would run is escaped (CWE-1236). */
export async function writeCsv(path: string, reconciliation: Reconciliation): Promise<void> {
  const rows = async function* () {
    yield `${csvLine(columns)}\r\n`
    for await (const difference of differences(reconciliation)) yield csvLines(columns, [flat(difference)])
  }
  await writeWhole('csv-out', path, write => write(rows()))
}

const columns = [
  ...['reference', 'kind', 'here', 'amazon', 'todo', 'closing', 'requestId', 'claimLinkId', 'state'],
  ...['amount', 'currency', 'amazonAmount', 'amazonCurrency', 'amazonAt', 'amazonTimes'],
]
