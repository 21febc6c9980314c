// Where everything random comes from: the operating system, or a seed that makes every run the same.

import { createHash, randomBytes } from 'node:crypto'

export interface Random {
  bytes(size: number): Buffer
  /** URL-safe text of this length. */
  text(length: number): string
  /** In the form of a version 4 UUID (RFC 9562). */
  uuid(): string
  /** True with this probability, from 0 to 1. */
  chance(probability: number): boolean
}

/** The same seed gives the same values in the same order; null is unpredictable. */
export function createRandom(seed: string | null): Random {
  const bytes = seed === null ? randomBytes : seededBytes(seed)
  return {
    bytes,
    text: length => bytes(length).toString('base64url').slice(0, length),
    uuid: () => toUuid(bytes(16)),
    chance: probability => bytes(6).readUIntBE(0, 6) / 2 ** 48 < probability,
  }
}

/** SHA-256 of the seed and a counter, block after block. */
function seededBytes(seed: string): (size: number) => Buffer {
  let counter = 0
  return size => {
    const blocks: Buffer[] = []
    for (let length = 0; length < size; length += 32) {
      blocks.push(createHash('sha256').update(`${seed} ${counter++}`).digest())
    }
    return Buffer.concat(blocks).subarray(0, size)
  }
}

function toUuid(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
