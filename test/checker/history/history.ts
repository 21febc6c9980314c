/** Fabricated histories: what one is made of, and whom it is about. */
import { claimLinkIdOf } from '../claim-url.ts'

/** A row as anybody may spoil it. */
export type Loose = Record<string, unknown>
export type Told = { type: string; at: string; detail: Loose }

export type History = {
  ledger: Loose[]
  calls: Loose[]
  links: Loose[]
  deposits: Loose[]
  attempts: Loose[]
  campaigns: Loose[]
  checkpoints: Loose[]
  journal: Loose[]
  logs: Map<string, Told[]>
  /** Changes the chained events, as a forger would. */
  forge: (events: Loose[]) => Loose[]
}

export const jane = 'amzn1.account.AEJANE'
export const john = 'amzn1.account.AEJOHN'

/** Seconds after the history begins. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + Math.round(seconds * 1_000)).toISOString()
}

export const token = (name: string) => `${name}-token-of-twenty-two-letters`
export const idOf = (name: string) => claimLinkIdOf(`https://claims.example/c/${token(name)}`)
export const requestIdOf = (name: string) => `Emul1${idOf(name)}`

export type Answer = { outcome: string; applied: string; status: number | null; answer: string | null }
export const success: Answer = { outcome: 'deposited', applied: 'yes', status: 200, answer: 'SUCCESS' }
export const unknown: Answer = { outcome: 'unknown', applied: 'unproven', status: null, answer: null }
export const no: Answer = { outcome: 'refused', applied: 'no', status: 400, answer: 'F200 MaxAmountExceeded' }
export const noFunds: Answer = {
  outcome: 'ours',
  applied: 'no',
  status: 400,
  answer: 'F300 InsufficientFunds',
}

export function emptyHistory(): History {
  return {
    ledger: [],
    calls: [],
    links: [],
    deposits: [],
    attempts: [],
    campaigns: [
      {
        id: 'SPRING',
        state: 'live',
        amountMinor: 2500,
        budgetMinor: 10_000_000,
        grantedMinor: 0,
        perPersonLimit: 100,
      },
    ],
    checkpoints: [],
    journal: [],
    logs: new Map(),
    forge: events => events,
  }
}
