/** An export on disk: its rows of one type, read in the order of the file and never all at once. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const rows = {
  deposit: z.object({ claimLinkId: z.string(), state: z.string(), events: z.int(), chainHead: hash }),
  event: z.object({
    claimLinkId: z.string(),
    sequence: z.int(),
    payload: z.string(),
    previousHash: hash,
    hash,
    checkpoint: z.int(),
  }),
  checkpoint: z.object({
    number: z.int(),
    at: z.coerce.date(),
    deposits: z.int(),
    events: z.int(),
    head: hash,
    mac: hash,
  }),
}
type RowType = keyof typeof rows
type Row<T extends RowType> = z.infer<(typeof rows)[T]>

/** A checkpoint as an export, a log line or a state file holds it. */
export const exportedCheckpoint = rows.checkpoint

/** Throws `invalid-input` with the line's number when one of the rows cannot be read. */
export async function* rowsOf<T extends RowType>(file: string, type: T): AsyncGenerator<Row<T>> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number++
    if (!line.startsWith(`{"type":"${type}"`)) continue
    const parsed = rows[type].safeParse(parseJson(line))
    if (!parsed.success)
      throw new DomainError('invalid-input', `line ${number} of the export: it is no whole ${type} row`)
    yield parsed.data as Row<T>
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
