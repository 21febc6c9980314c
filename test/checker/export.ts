/** The rows of the service's export, as its interface names them. */
import { lines, type Row, time } from './row.ts'

export type ClaimLink = {
  readonly claimLinkId: string
  readonly campaignId: string
  readonly amountMinor: number
  readonly currency: string
  readonly rehearsal: boolean
  readonly mockCode: string | null
  readonly state: string
  readonly replacesId: string | null
}

export type Deposit = {
  readonly claimLinkId: string
  readonly campaignId: string
  readonly partnerAccount: string
  readonly marketplace: string
  readonly requestId: string
  /** Null once it was erased. */
  readonly accountId: string | null
  readonly accountHash: string
  readonly bodySha256: string
  readonly amountMinor: number
  readonly currency: string
  readonly state: string
  readonly inDoubt: boolean
  readonly attempts: number
  readonly consentedAt: number | null
  readonly firstSentAt: number | null
  readonly decidedAt: number | null
  readonly events?: number
  readonly chainHead?: string
}

export type Attempt = {
  readonly claimLinkId: string
  readonly number: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly outcome: string | null
  /** Whether money may have moved: yes, no, unproven; null while nobody heard. */
  readonly applied: string | null
  readonly httpStatus: number | null
}

/** One event of a deposit's log; `type`, `at` and `detail` come from the payload. */
export type Entry = {
  readonly claimLinkId: string
  readonly sequence: number
  readonly payload: string
  readonly previousHash: string
  readonly hash: string
}

export type Campaign = {
  readonly id: string
  readonly budgetMinor: number
  readonly grantedMinor: number
  readonly perPersonLimit: number
}

export type Checkpoint = { readonly number: number; readonly deposits: number; readonly events: number }

export type Exported = {
  readonly links: readonly ClaimLink[]
  readonly deposits: readonly Deposit[]
  readonly attempts: readonly Attempt[]
  readonly entries: readonly Entry[]
  readonly campaigns: readonly Campaign[]
  readonly checkpoints: readonly Checkpoint[]
}

/** Campaigns come from the export, or from `campaign list --json` where the export has none. */
export function parseExport(text: string, campaignList?: string): Exported {
  const byType = Map.groupBy(whole(lines(text)), row => String(row.type))
  const rows = (type: string) => byType.get(type) ?? []
  const listed = campaignList === undefined ? [] : (JSON.parse(campaignList) as Row[])
  return {
    links: rows('claim-link') as unknown as ClaimLink[],
    deposits: rows('deposit').map(timed('consentedAt', 'firstSentAt', 'decidedAt')) as unknown as Deposit[],
    attempts: rows('attempt').map(timed('startedAt', 'finishedAt')) as unknown as Attempt[],
    entries: rows('event') as unknown as Entry[],
    campaigns: (rows('campaign').length > 0 ? rows('campaign') : listed) as unknown as Campaign[],
    checkpoints: rows('checkpoint') as unknown as Checkpoint[],
  }
}

/** An export that names its database counts its rows in the last one: a part of it would hide what went wrong. */
function whole(rows: readonly Row[]): readonly Row[] {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first?.type !== 'database') return rows
  if (last?.type === 'end' && last.rows === rows.length - 1) return rows
  throw new Error('the export is not the whole file: its last row must count the ones before it')
}

function timed(...names: readonly string[]) {
  return (row: Row): Row => ({ ...row, ...Object.fromEntries(names.map(name => [name, time(row[name])])) })
}
