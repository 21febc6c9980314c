/** I11: the log of each deposit is whole and untampered, and tells only moves that are allowed. */
import { createHash } from 'node:crypto'
import { type Detail, detailOf } from './entry.ts'
import type { Claim } from './evidence.ts'
import type { Checkpoint, Entry } from './export.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const broken = violationOf('I11')

export const oneWay: Invariant = {
  name: 'I11',
  title: 'one-way states',
  count: ({ deposits, entries }) => deposits.length + entries.length,
  check: ({ claims, entries, checkpoints }) => {
    const owned = new Set(claims.map(claim => claim.deposit.claimLinkId))
    const stray = entries.find(entry => !owned.has(entry.claimLinkId))
    return [
      ...claims.flatMap(claim => [...chain(claim), ...story(claim)]),
      ...(stray ? [broken(stray.claimLinkId, 'has events and no deposit')] : []),
      ...numbers(checkpoints),
    ]
  },
}

/** The first break only: everything after it differs as a matter of course. */
function chain({ deposit, entries }: Claim): Violation[] {
  const id = deposit.claimLinkId
  if (entries.length === 0) return [broken(id, 'has no event log')]
  let previous = Buffer.alloc(32).toString('hex')
  for (const [index, entry] of entries.entries()) {
    const fault = brokenLink(entry, index + 1, previous)
    if (fault) return [broken(id, `event ${entry.sequence}: ${fault}`)]
    previous = entry.hash
  }
  if (deposit.events !== entries.length)
    return [broken(id, `has ${entries.length} events of ${deposit.events}`)]
  return deposit.chainHead === previous
    ? []
    : [broken(id, 'its chain head is not the hash of its last event')]
}

function brokenLink(entry: Entry, sequence: number, previous: string): string | undefined {
  const told = detailOf(entry)
  const hash = createHash('sha256')
    .update(Buffer.from(entry.previousHash, 'hex'))
    .update(entry.payload)
    .digest('hex')
  if (entry.sequence !== sequence) return `event ${sequence} is missing or doubled`
  if (entry.previousHash !== previous) return 'does not follow the hash before it'
  if (entry.hash !== hash) return 'its hash is not that of its payload'
  if (told?.claimLinkId !== entry.claimLinkId || told.sequence !== sequence)
    return 'its payload is of another event'
  return undefined
}

/** From which states an event may come, and where it leads; null leaves the state as it is. */
const moves: Readonly<Record<string, readonly [from: readonly string[], to: string | null]>> = {
  consented: [['none'], 'pending'],
  sending: [['pending'], 'sending'],
  postponed: [['sending'], 'pending'],
  deposited: [['pending', 'sending', 'refused', 'review'], 'deposited'],
  refused: [['sending'], 'refused'],
  review: [['pending', 'sending', 'refused'], 'review'],
  'late-answer': [['pending', 'sending', 'deposited', 'refused', 'review'], null],
  rebuilt: [['pending'], null],
  doubted: [['pending', 'sending', 'review'], null],
  cleared: [['pending'], null],
  proposed: [['review'], null],
  // Of a refusal that led to another account: its own state stays, and a SUCCESS or a review may still come.
  retried: [['refused'], null],
  reconciled: [['none', 'pending', 'sending', 'refused', 'review'], 'deposited'],
}

function story({ deposit, entries, attempts }: Claim): Violation[] {
  const id = deposit.claimLinkId
  let state = 'none'
  for (const told of entries.map(detailOf)) {
    const next = told && after(state, told)
    if (next === undefined)
      return [broken(id, `event ${told?.sequence}: ${told?.type} cannot follow ${state}`)]
    state = next
  }
  const sendings = entries.filter(entry => detailOf(entry)?.type === 'sending').length
  const faults = [
    entries.length > 0 &&
      state !== deposit.state &&
      `its log ends as ${state}, the deposit is ${deposit.state}`,
    entries.length > 0 &&
      sendings !== attempts.length &&
      `${attempts.length} attempts, ${sendings} in its log`,
    deposit.attempts !== attempts.length &&
      `counts ${deposit.attempts} attempts, ${attempts.length} are exported`,
  ]
  return faults.filter(text => text !== false).map(text => broken(id, text))
}

/** The state after an event; undefined when it is not allowed there. A person's decision names its state. */
function after(state: string, { type, detail }: Detail): string | undefined {
  if (type === 'resolved') {
    const to = Object.values(detail).find(value => value === 'deposited' || value === 'refused')
    return state === 'review' && typeof to === 'string' ? to : undefined
  }
  const [from, to] = moves[type] ?? [[], null]
  return from.includes(state) ? (to ?? state) : undefined
}

function numbers(checkpoints: readonly Checkpoint[]): Violation[] {
  const ordered = checkpoints.toSorted((a, b) => a.number - b.number)
  return ordered.flatMap((checkpoint, index) => {
    const before = ordered[index - 1]
    if (!before) return []
    const shrunk = checkpoint.deposits < before.deposits || checkpoint.events < before.events
    const gap = checkpoint.number !== before.number + 1
    const fault = gap ? 'does not follow the one before it' : shrunk && 'counts fewer than the one before it'
    return fault ? [broken(`checkpoint ${checkpoint.number}`, fault)] : []
  })
}
