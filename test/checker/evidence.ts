/**
 * What the checker judges by: the emulator's ledger and calls, the service's export, and what people were shown. Only
 * its form is read here. It shares no code with the service, so that a shared mistake cannot cancel out.
 */

import { claimLinkIdOf } from './claim-url.ts'
import {
  type Attempt,
  type ClaimLink,
  type Deposit,
  type Entry,
  type Exported,
  parseExport,
} from './export.ts'
import { lines, type Row, time } from './row.ts'

/** One load that the emulator applied. */
export type Load = {
  readonly requestId: string
  readonly accountId: string
  /** In major units, as the emulator prints it. */
  readonly amount: number
  readonly currency: string
  readonly appliedAt: number
}

/** One call that arrived at the emulator; `status` is null when no answer was sent. */
export type Call = {
  readonly at: number
  readonly operation: string
  readonly requestId: string
  readonly bodySha256: string
  readonly host: string
  readonly region: string
  readonly status: number | null
  readonly answer: string | null
  readonly applied: boolean
  readonly fault: string | null
}

/**
 * What a person was told: `ack` after the confirming press, `page` for every other look. A load generator that notes
 * each `press` before it sends it lets the checker see deposits that nobody asked for.
 */
export type Sight = {
  readonly at: number
  readonly claimLinkId: string
  /** The Amazon account id of who looked; null for someone not signed in. */
  readonly account: string | null
  readonly kind: 'ack' | 'page' | 'press'
  /** unclaimed, waiting, deposited, refused, review or other-account. */
  readonly state: string
}

/** A deposit with everything that the evidence knows about it. */
export type Claim = {
  readonly deposit: Deposit
  readonly link: ClaimLink | undefined
  readonly attempts: readonly Attempt[]
  readonly entries: readonly Entry[]
  readonly calls: readonly Call[]
  readonly loads: readonly Load[]
}

export type Terms = {
  /** Calls that Amazon takes in any second, per partner account and operation. */
  readonly limit: number
  /** The shortest time between two probes of an account whose funds are out. */
  readonly probeEveryMs: number
  readonly resendWindowMs: number
  /** Nothing is under way any more and people have decided: both ledgers must be equal. */
  readonly atRest: boolean
  readonly lastFaultAt: number | null
  /** When the export was made. */
  readonly takenAt: number
}

export type Evidence = Exported &
  Terms & {
    readonly ledger: readonly Load[] | null
    readonly calls: readonly Call[] | null
    readonly journal: readonly Sight[] | null
    readonly secrets: readonly string[] | null
    readonly claims: readonly Claim[]
    /** Everything that the service printed, as it stands. */
    readonly printed: string
  }

/** The files of one run as text; undefined is a file that was not given. */
export type Texts = {
  readonly export: string
  readonly ledger?: string | undefined
  readonly calls?: string | undefined
  readonly campaigns?: string | undefined
  readonly journal?: string | undefined
  readonly secrets?: string | undefined
}

export const usualTerms: Omit<Terms, 'takenAt'> = {
  limit: 10,
  probeEveryMs: 60_000,
  resendWindowMs: 24 * 3_600_000,
  atRest: false,
  lastFaultAt: null,
}

/** Clocks of the database, the service and the emulator are read to the millisecond, on machines kept in step. */
export const clockToleranceMs = 250

/** Throws on a line that is no JSON object; what the rows say is the business of the invariants. */
export function readEvidence(texts: Texts, terms: Terms): Evidence {
  const exported = parseExport(texts.export, texts.campaigns)
  const ledger = texts.ledger === undefined ? null : lines(texts.ledger).map(loadOf)
  const calls = texts.calls === undefined ? null : lines(texts.calls).map(callOf)
  const journal = texts.journal === undefined ? null : lines(texts.journal)
  const secrets = [...(texts.secrets?.split('\n') ?? []), ...(journal ?? []).map(tokenOf)].filter(Boolean)
  return {
    ...exported,
    ...terms,
    ledger,
    calls: calls?.toSorted((a, b) => a.at - b.at) ?? null,
    journal: journal?.map(sightOf).toSorted((a, b) => a.at - b.at) ?? null,
    secrets: texts.secrets === undefined && secrets.length === 0 ? null : secrets,
    claims: claimsOf(exported, ledger ?? [], calls ?? []),
    printed: `${texts.export}\n${texts.campaigns ?? ''}`,
  }
}

function claimsOf(exported: Exported, ledger: readonly Load[], calls: readonly Call[]): Claim[] {
  const links = new Map(exported.links.map(link => [link.claimLinkId, link]))
  const attempts = Map.groupBy(exported.attempts, row => row.claimLinkId)
  const entries = Map.groupBy(exported.entries, row => row.claimLinkId)
  const callsById = Map.groupBy(calls.filter(isLoad), call => call.requestId)
  const loadsById = Map.groupBy(ledger, load => load.requestId)
  return exported.deposits.map(deposit => ({
    deposit,
    link: links.get(deposit.claimLinkId),
    attempts: (attempts.get(deposit.claimLinkId) ?? []).toSorted((a, b) => a.number - b.number),
    entries: (entries.get(deposit.claimLinkId) ?? []).toSorted((a, b) => a.sequence - b.sequence),
    calls: (callsById.get(deposit.requestId) ?? []).toSorted((a, b) => a.at - b.at),
    loads: loadsById.get(deposit.requestId) ?? [],
  }))
}

export function isLoad({ operation }: Call): boolean {
  return operation === 'LoadAmazonBalance'
}

/** Loads that may move money: a mock code as request id is Amazon's own test. */
export function realLoads({ calls, links }: Evidence): readonly Call[] {
  const codes = new Set(links.map(link => link.mockCode))
  return (calls ?? []).filter(call => isLoad(call) && !codes.has(call.requestId))
}

function loadOf(row: Row): Load {
  return { ...(row as unknown as Load), appliedAt: time(row.appliedAt) ?? Number.NaN }
}

function callOf(row: Row): Call {
  return { ...(row as unknown as Call), at: time(row.at) ?? Number.NaN }
}

function sightOf(row: Row): Sight {
  const claimLinkId = String(row.claimLinkId ?? claimLinkIdOf(String(row.claimUrl)))
  return {
    ...(row as unknown as Sight),
    account: (row.account ?? null) as string | null,
    claimLinkId,
    at: time(row.at) ?? Number.NaN,
  }
}

function tokenOf(row: Row): string {
  return (
    String(row.claimUrl ?? '')
      .split('/')
      .at(-1) ?? ''
  )
}
