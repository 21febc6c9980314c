/**
 * Proving offline that an export is whole and untampered: every chain, every total, every checkpoint, and the last one
 * that somebody kept outside. Reads the file several times in step and keeps one deposit at a time.
 */
import { createHash, type Hash } from 'node:crypto'
import { type Checkpoint, checkpointMac } from '../domain/checkpoint.ts'
import { beforeFirst, type ChainPosition, type ExportedEvent, follow } from '../domain/verification.ts'
import { rowsOf } from './export-file.ts'

export type Verified = {
  /** What is wrong first; null when the export is whole. */
  readonly problem: string | null
  readonly deposits: number
  readonly events: number
  readonly checkpoints: number
  /** The newest checkpoint, and how many events came after it and are covered by none yet. */
  readonly newest: Checkpoint | null
  readonly uncovered: number
}

type Sum = { readonly checkpoint: Checkpoint; readonly hash: Hash; deposits: number; events: number }

/** `known` is a checkpoint from outside the database: without one, a database that was rolled back looks whole. */
export async function verifyExport(
  file: string,
  evidenceKey: string,
  known: Checkpoint | null,
): Promise<Verified> {
  const chain = await verifyCheckpoints(file, evidenceKey, known)
  const counted = { deposits: 0, events: 0, uncovered: 0 }
  const { newest } = chain
  const sums = [newest, known].filter(checkpoint => checkpoint !== null).map(startSum)
  const problem = chain.problem ?? (await verifyDeposits(file, sums, counted)) ?? wrongSum(sums)
  return { problem, ...counted, checkpoints: chain.count, newest }
}

type CheckpointChain = {
  readonly problem: string | null
  readonly count: number
  readonly newest: Checkpoint | null
}

async function verifyCheckpoints(
  file: string,
  evidenceKey: string,
  known: Checkpoint | null,
): Promise<CheckpointChain> {
  let newest: Checkpoint | null = null
  let [count, found] = [0, known === null]
  for await (const checkpoint of rowsOf(file, 'checkpoint')) {
    const said = `checkpoint ${checkpoint.number}`
    if (checkpoint.mac !== checkpointMac(evidenceKey, checkpoint, newest?.mac ?? ''))
      return {
        problem: `${said}: it was not made with this evidence key, or not after the one before it`,
        count,
        newest,
      }
    if (checkpoint.number === known?.number && checkpoint.mac !== known.mac)
      return { problem: `${said}: it is not the one that was kept outside the database`, count, newest }
    found ||= checkpoint.number === known?.number
    newest = checkpoint
    count++
  }
  const problem = found
    ? null
    : `checkpoint ${known?.number}, which was kept outside the database, is missing: the database was rolled back`
  return { problem, count, newest }
}

function startSum(checkpoint: Checkpoint): Sum {
  return { checkpoint, hash: createHash('sha256'), deposits: 0, events: 0 }
}

/** Walks deposits and events side by side; both are in the order of their claim links. */
async function verifyDeposits(
  file: string,
  sums: readonly Sum[],
  counted: { deposits: number; events: number; uncovered: number },
): Promise<string | null> {
  const events = oneAhead(rowsOf(file, 'event'))
  for await (const deposit of rowsOf(file, 'deposit')) {
    const ahead = await events.peek()
    if (ahead && ahead.claimLinkId < deposit.claimLinkId) return `${named(ahead)}: there is no deposit for it`
    const chain = await verifyChain(events, deposit.claimLinkId, sums)
    if (typeof chain === 'string') return chain
    const wrong = wrongEnd(deposit, chain.end)
    if (wrong) return `claim link ${deposit.claimLinkId}, entry ${chain.end.sequence + 1}: ${wrong}`
    for (const [index, sum] of sums.entries()) addTo(sum, chain.covered[index] ?? beforeFirst)
    counted.deposits++
    counted.events += chain.end.sequence
    counted.uncovered += chain.end.sequence - (chain.covered[0]?.sequence ?? 0)
  }
  const left = await events.peek()
  return left ? `${named(left)}: there is no deposit for it` : null
}

type Chain = {
  readonly end: ChainPosition
  /** Where it was at each checkpoint. */
  readonly covered: readonly ChainPosition[]
}

/** Follows the events of one deposit, or tells what is wrong with the first bad one. */
async function verifyChain(
  events: Ahead,
  claimLinkId: string,
  sums: readonly Sum[],
): Promise<Chain | string> {
  let end = beforeFirst
  let covered = sums.map(() => beforeFirst)
  for (let event = await events.peek(); event?.claimLinkId === claimLinkId; event = await events.peek()) {
    const after = follow(end, event)
    if (typeof after === 'string') return `${named(event)}: ${after}`
    end = after
    covered = covered.map((before, index) => (isCovered(after, sums[index]) ? after : before))
    await events.skip()
  }
  return { end, covered }
}

function isCovered({ checkpoint }: ChainPosition, sum: Sum | undefined): boolean {
  return sum !== undefined && checkpoint <= sum.checkpoint.number
}

type Ahead = { peek(): Promise<ExportedEvent | undefined>; skip(): Promise<void> }

/** An iteration whose next item can be looked at before it is taken. */
function oneAhead(events: AsyncGenerator<ExportedEvent>): Ahead {
  let next: Promise<IteratorResult<ExportedEvent>> | undefined
  const look = () => (next ??= events.next())
  return {
    peek: async () => {
      const { done, value } = await look()
      return done ? undefined : value
    },
    skip: async () => {
      await look()
      next = undefined
    },
  }
}

function named({ claimLinkId, sequence }: ExportedEvent): string {
  return `claim link ${claimLinkId}, entry ${sequence}`
}

function wrongEnd(
  deposit: { state: string; events: number; chainHead: string },
  { sequence, hash, state }: ChainPosition,
): string | null {
  if (sequence !== deposit.events || hash !== deposit.chainHead)
    return `the deposit has ${deposit.events} entries, ${sequence} are here: the end is missing or another one`
  return state === deposit.state ? null : `the log ends with ${state}, the deposit is ${deposit.state}`
}

function addTo(sum: Sum, position: ChainPosition): void {
  if (position.sequence === 0) return
  sum.deposits++
  sum.events += position.sequence
  sum.hash.update(Buffer.from(position.hash, 'hex'))
}

function wrongSum(sums: readonly Sum[]): string | null {
  for (const { checkpoint, hash, deposits, events } of sums) {
    const same = deposits === checkpoint.deposits && events === checkpoint.events
    if (same && hash.digest('hex') === checkpoint.head) continue
    return (
      `checkpoint ${checkpoint.number} covers ${checkpoint.deposits} deposits with ${checkpoint.events} entries, and ` +
      `these are others (${deposits} with ${events}): an entry it covers was changed, dropped or added, with all hashes made anew`
    )
  }
  return null
}
