/** What an entry of a deposit's log says, once its payload is read. */
import type { Entry } from './export.ts'
import { type Row, time } from './row.ts'

export type Detail = {
  readonly claimLinkId: unknown
  readonly sequence: unknown
  readonly type: string
  readonly at: number
  readonly detail: Row
}

/** Undefined when the payload is no entry at all. */
export function detailOf({ payload }: Entry): Detail | undefined {
  try {
    const { claimLinkId, sequence, type, at, detail } = JSON.parse(payload) as Row
    return {
      claimLinkId,
      sequence,
      type: String(type),
      at: time(at) ?? Number.NaN,
      detail: (detail ?? {}) as Row,
    }
  } catch {
    return undefined
  }
}
