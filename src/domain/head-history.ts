/**
 * Where the chain of every deposit stood at each checkpoint, and so what the whole log came to then. A checkpoint that
 * was closed after an entry had been forged covers the forged one in good faith; only the earlier ones tell.
 */
import { createHash } from 'node:crypto'
import type { Checkpoint } from './checkpoint.ts'
import type { ChainPosition } from './verification.ts'

const hashSize = 32

export type HeadHistory = {
  /** Takes the next deposit, in the order of claim links. */
  startDeposit(claimLinkId: string): void
  /** Takes where its chain stood when the position's checkpoint was closed; oldest first, one for each checkpoint. */
  add(position: ChainPosition): void
  readonly deposits: number
  readonly events: number
  replay(): HeadReplay
}

export type HeadReplay = {
  /** What the log came to at the checkpoint with this number. Numbers must rise from call to call. */
  upTo(number: number): ReplayedTotals
}

export type ReplayedTotals = Pick<Checkpoint, 'deposits' | 'events' | 'head'> & {
  /** The chains that went on since the number before, and the first of them. */
  readonly moved: number
  readonly first: { readonly claimLinkId: string; readonly sequence: number } | null
}

/** Keeps about a hundred bytes for each deposit and checkpoint that covers something new of it. */
export function createHeadHistory(): HeadHistory {
  const claimLinkIds: string[] = []
  const moves = createMoves()
  let [before, events] = [0, 0]
  return {
    startDeposit: claimLinkId => {
      claimLinkIds.push(claimLinkId)
      before = 0
    },
    add: ({ checkpoint, sequence, hash }) => {
      moves.push(checkpoint, { deposit: claimLinkIds.length - 1, from: before, to: sequence }, hash)
      events += sequence - before
      before = sequence
    },
    get deposits() {
      return claimLinkIds.length
    },
    get events() {
      return events
    },
    replay: () => createReplay(claimLinkIds, moves),
  }
}

type Move = { readonly deposit: number; readonly from: number; readonly to: number }

type Moves = {
  push(checkpoint: number, move: Move, hash: string): void
  readonly byCheckpoint: ReadonlyMap<number, Move[]>
  copyHash(checkpoint: number, index: number, heads: Buffer, deposit: number): void
}

/** The hashes of one checkpoint lie in one buffer, because a million small ones would take several times the room. */
function createMoves(): Moves {
  const byCheckpoint = new Map<number, Move[]>()
  const hashes = new Map<number, Buffer>()
  return {
    byCheckpoint,
    push: (checkpoint, move, hash) => {
      const moves = byCheckpoint.get(checkpoint) ?? []
      const buffer = roomFor(hashes.get(checkpoint), moves.length)
      buffer.write(hash, moves.length * hashSize, 'hex')
      moves.push(move)
      byCheckpoint.set(checkpoint, moves)
      hashes.set(checkpoint, buffer)
    },
    copyHash: (checkpoint, index, heads, deposit) => {
      hashes.get(checkpoint)?.copy(heads, deposit * hashSize, index * hashSize, (index + 1) * hashSize)
    },
  }
}

function roomFor(buffer: Buffer | undefined, count: number): Buffer {
  if (buffer && buffer.length > count * hashSize) return buffer
  return Buffer.concat([buffer ?? Buffer.alloc(0)], Math.max(8, count * 2) * hashSize)
}

function createReplay(claimLinkIds: readonly string[], moves: Moves): HeadReplay {
  const numbers = [...moves.byCheckpoint.keys()].sort((a, b) => a - b)
  const heads = createHeads(claimLinkIds.length)
  let events = 0
  const apply = (checkpoint: number) => {
    const group = moves.byCheckpoint.get(checkpoint) ?? []
    for (const [index, { deposit, from, to }] of group.entries()) {
      moves.copyHash(checkpoint, index, heads.buffer, deposit)
      heads.present[deposit] = 1
      events += to - from
    }
    return group
  }
  return {
    upTo: number => {
      const covered = numbers.findIndex(checkpoint => checkpoint > number)
      const moved = numbers.splice(0, covered < 0 ? numbers.length : covered).flatMap(apply)
      return { ...heads.total(), events, moved: moved.length, first: firstOf(moved, claimLinkIds) }
    },
  }
}

function firstOf([first]: readonly Move[], claimLinkIds: readonly string[]): ReplayedTotals['first'] {
  const claimLinkId = claimLinkIds[first?.deposit ?? -1]
  return first && claimLinkId ? { claimLinkId, sequence: first.from + 1 } : null
}

function createHeads(count: number) {
  const buffer = Buffer.alloc(count * hashSize)
  const present = new Uint8Array(count)
  const packed = Buffer.alloc(count * hashSize)
  const total = () => {
    let size = 0
    for (let from = 0; from < count; ) {
      let to = from
      while (present[to] === 1) to++
      size += buffer.copy(packed, size, from * hashSize, to * hashSize)
      from = to + 1
    }
    const head = createHash('sha256').update(packed.subarray(0, size)).digest('hex')
    return { deposits: size / hashSize, head }
  }
  return { buffer, present, total }
}
