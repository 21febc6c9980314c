/** Whose turn it is: the lanes of one partner account are served one after the other, each a deposit at a time. */

export type Turns = {
  /** Reads which lanes have something to send; those that are known keep their turn. */
  look(): Promise<void>
  /** This lane has something to send now. */
  offer(lane: string): void
  /** The lane whose turn it is; undefined when none has anything to send. */
  next(): string | undefined
  /** Nothing is left in this lane. */
  end(lane: string): void
}

/** `list` gives the ids of the lanes in a fixed order, so that every look goes round the same way. */
export function createTurns(list: () => Promise<readonly string[]>): Turns {
  let lanes: readonly string[] = []
  let last = ''
  const without = (lane: string) => lanes.filter(other => other !== lane)
  return {
    look: async () => {
      const found = await list()
      lanes = [...found.filter(lane => lane > last), ...found.filter(lane => lane <= last)]
    },
    offer: lane => {
      if (!lanes.includes(lane)) lanes = [...lanes, lane]
    },
    next: () => {
      const [lane] = lanes
      if (lane === undefined) return undefined
      lanes = [...without(lane), lane]
      last = lane
      return lane
    },
    end: lane => {
      lanes = without(lane)
    },
  }
}
