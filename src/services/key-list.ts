/** Access keys for operators: which there are, how old, what the processes have of them, and where a rotation stands. */
import { type AgeLevel, ageInDays, ageLevel, keyHash, lastFour, signsSinceMs } from '../domain/access-key.ts'
import type { LoadedKey, ShownKey, ShownKeys, ShownProcess } from '../domain/key-list.ts'
import {
  longestRotationDays,
  overlapDays,
  type Pair,
  type RotatedKey,
  replaceBy,
  rotationSteps,
} from '../domain/key-rotation.ts'
import type * as accessKeys from '../storage/access-key.ts'
import * as processes from '../storage/service-process.ts'
import { aliveMs, loadedKeys, refreshKeys, shownKeys } from './access-key.ts'
import type { Context } from './context.ts'

/** What is known of the keys of every partner account. */
export async function listKeys(context: Context): Promise<ShownKeys[]> {
  const known = await refreshKeys(context)
  const running = await processes.listRunning(context.database, aliveMs)
  return [...context.accounts.keys()].map(account => listed(context, account, running, known))
}

function listed(
  context: Context,
  account: string,
  running: readonly processes.RunningProcess[],
  known: readonly accessKeys.StoredKey[],
): ShownKeys {
  const reports = running.map(report => reportFor(account, report))
  // A command line has keys as well, where no service may be running.
  const own = shownKeys(context).filter(key => key.account === account)
  const loaded = [...reports.flatMap(({ keys }) => keys), ...own]
  const now = context.clock()
  const rows = known.filter(row => row.account === account && loaded.some(isKey(row)))
  const chosen = chosenOf(rows, loaded)
  // In the order in which they were seen first.
  const keys = rows.map(row => ({ ...shownKey(row, reports, now), chosen: row === chosen }))
  const pair = pairOf(keys, reports.length)
  const days = pair ? overlapDays(pair, now) : 0
  const isNeeded = keys.length > 1 || keys.some(({ level }) => level !== 'good')
  return {
    account,
    keys: keys.toSorted((a, b) => Number(b.chosen) - Number(a.chosen)),
    old: keys[0]?.idHash ?? '',
    fresh: (keys.length > 1 && keys.at(-1)?.idHash) || null,
    processes: reports,
    steps: pair && isNeeded ? rotationSteps(pair) : [],
    overdueDays: days > longestRotationDays ? days : 0,
  }
}

function reportFor(
  account: string,
  { name, seenAt, keys, problems }: processes.RunningProcess,
): ShownProcess {
  return {
    name,
    seenAt,
    keys: keys.filter(key => key.account === account),
    problem: problems[account] ?? null,
  }
}

const isKey = (one: { readonly idHash: string }) => (other: { readonly idHash: string }) =>
  one.idHash === other.idHash

/** The one that has been to sign for the shortest time. */
function chosenOf(
  rows: readonly accessKeys.StoredKey[],
  loaded: readonly LoadedKey[],
): accessKeys.StoredKey | undefined {
  const isActive = (row: accessKeys.StoredKey) =>
    loaded.some(key => isKey(row)(key) && key.place === 'active')
  const sinceMs = (row: accessKeys.StoredKey) => signsSinceMs(row, isActive(row))
  return rows.toSorted((a, b) => sinceMs(b) - sinceMs(a))[0]
}

function shownKey(
  row: accessKeys.StoredKey,
  reports: readonly ShownProcess[],
  now: Date,
): Omit<ShownKey, 'chosen'> {
  const own = reports.flatMap(({ keys }) => keys.filter(isKey(row)))
  const days = ageInDays(row, now)
  const signedBy = own.filter(({ signs }) => signs).length
  return { ...row, days, level: ageLevel(days), replaceBy: replaceBy(row), loadedBy: own.length, signedBy }
}

/** The one that was seen last replaces the one that was seen first. */
function pairOf(keys: readonly ShownKey[], running: number): Pair | undefined {
  const rotated = (key: ShownKey): RotatedKey => ({ ...key, facts: key, processes: running })
  const [old, fresh] = [keys[0], keys.length > 1 ? keys.at(-1) : undefined]
  return old && { old: rotated(old), fresh: fresh ? rotated(fresh) : null }
}

/** The age of a key that this process has, for what measures it. */
export type KeyAge = {
  readonly account: string
  readonly lastFour: string
  readonly days: number
  readonly level: AgeLevel
  readonly signs: boolean
}

/** Of every key that this process has, as far as it has asked the database; asks nobody. */
export function keyAges(context: Pick<Context, 'accounts' | 'keys' | 'clock'>): KeyAge[] {
  const { keys, clock } = context
  return loadedKeys(context).flatMap(({ account, key }) => {
    const facts = keys.factsOf(account, key)
    if (!facts) return []
    const days = ageInDays(facts, clock())
    const signs = keyHash(keys.keyFor(account)) === keyHash(key)
    return [{ account, lastFour: lastFour(key), days, level: ageLevel(days), signs }]
  })
}
