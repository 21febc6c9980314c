/** Whose turn it is: the lanes of one partner account are served one after the other, each a deposit at a time. */

export type Turns = {
  /** Reads which lanes have something to send; those that are known keep their turn. */
  look(): Promise<void>
  /** This lane has something to send now; it has its turn after the others. */
  offer(lane: string): void
  /** Takes the lane whose turn it is; undefined when none has anything to send. Whoever leaves something in it offers it again. */
  take(): string | undefined
  /** How many lanes have something to send. */
  count(): number
}

/** `list` gives the ids of the lanes in a fixed order, so that every look goes round the same way. */
export function createTurns(list: () => Promise<readonly string[]>): Turns {
  let lanes: readonly string[] = []
  let last = ''
  return {
    look: async () => {
      const found = await list()
      lanes = [...found.filter(lane => lane > last), ...found.filter(lane => lane <= last)]
    },
    offer: lane => {
      if (!lanes.includes(lane)) lanes = [...lanes, lane]
    },
    take: () => {
      const [lane, ...others] = lanes
      lanes = others
      last = lane ?? last
      return lane
    },
    count: () => lanes.length,
  }
}
