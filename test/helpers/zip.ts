/** Reads an archive with a reader that shares nothing with our writer, and checks every entry's checksum. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'

/** The files by their names, from the parts in which the archive came. */
export async function unzip(parts: readonly Buffer[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for await (const [name, read] of entriesOf(parts)) files.set(name, await read())
  return files
}

/** Entry by entry, so that an archive may be larger than the memory. */
export async function* entriesOf(
  parts: readonly Buffer[],
): AsyncGenerator<readonly [name: string, read: () => Promise<Buffer>]> {
  const size = parts.reduce((total, { length }) => total + length, 0)
  const file = await yauzl.fromRandomAccessReaderPromise(new PartsReader(parts), size, {
    lazyEntries: true,
    strictFileNames: true,
  })
  for await (const entry of file.eachEntry()) {
    const read = async () => {
      const content = await buffer(await file.openReadStreamPromise(entry))
      assert.equal(crc32(content), entry.crc32, entry.fileName)
      return content
    }
    yield [entry.fileName, read]
  }
}

class PartsReader extends yauzl.RandomAccessReader {
  readonly #parts: readonly Buffer[]
  /** Where each part begins, and where the last one ends. */
  readonly #starts: readonly number[]

  constructor(parts: readonly Buffer[]) {
    super()
    this.#parts = parts
    let end = 0
    this.#starts = [0, ...parts.map(({ length }) => (end += length))]
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#between(start, end), { objectMode: false })
  }

  /** What the stream would bring, at a hundredth of its cost: the directory is read in many small pieces. */
  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    Buffer.concat([...this.#between(position, position + length)]).copy(into, offset)
    callback(null)
  }

  *#between(start: number, end: number): Generator<Buffer> {
    for (let index = this.#partAt(start); (this.#starts[index] ?? end) < end; index++) {
      const from = this.#starts[index] ?? 0
      yield this.#parts[index]?.subarray(Math.max(0, start - from), end - from) ?? Buffer.alloc(0)
    }
  }

  /** The last part that begins at or before the place. */
  #partAt(place: number): number {
    let [low, high] = [0, this.#parts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= place) low = middle
      else high = middle
    }
    return low
  }
}
