/** A history as the files that the checker reads. */
import { createHash } from 'node:crypto'
import { type Evidence, readEvidence, type Terms, usualTerms } from '../evidence.ts'
import { at, type History, type Loose, type Told } from './history.ts'

/** What the checker reads of it, an hour after it began unless `terms` says otherwise. */
export function evidenceOf(history: History, terms: Partial<Terms> = {}): Evidence {
  return readEvidence(textsOf(history), { ...usualTerms, takenAt: Date.parse(at(3_600)), ...terms })
}

/** The files that the emulator, the service and a load generator would leave of it. */
export function textsOf(history: History) {
  const events = history.forge([...history.logs].flatMap(([id, log]) => chained(history, id, log)))
  const typed = (type: string, rows: readonly Loose[]) => rows.map(row => ({ type, ...row }))
  const rows = [
    ...typed('database', [{ id: 'a database' }]),
    ...typed('claim-link', history.links),
    ...typed('deposit', history.deposits),
    ...typed('attempt', history.attempts),
    ...typed('event', events),
    ...typed('campaign', history.campaigns),
    ...typed('checkpoint', history.checkpoints),
  ]
  return {
    export: ndjson([...rows, ...typed('end', [{ rows: rows.length }])]),
    ledger: ndjson(history.ledger),
    calls: ndjson(history.calls),
    journal: ndjson(history.journal),
  }
}

/** The events of one deposit, whose row learns their count and the last hash unless a test said otherwise. */
function chained({ deposits }: History, claimLinkId: string, log: readonly Told[]): Loose[] {
  let previousHash = '00'.repeat(32)
  const rows = log.map(({ type, at, detail }, index) => {
    const payload = JSON.stringify({ claimLinkId, sequence: index + 1, type, at, detail })
    const hash = createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(payload).digest('hex')
    const row = { claimLinkId, sequence: index + 1, payload, previousHash, hash, checkpoint: null }
    previousHash = hash
    return row
  })
  const deposit = deposits.find(row => row.claimLinkId === claimLinkId)
  if (deposit) Object.assign(deposit, { events: rows.length, chainHead: previousHash, ...deposit })
  return rows
}

function ndjson(rows: readonly Loose[]): string {
  return rows.map(row => JSON.stringify(row)).join('\n')
}
