// Work that happens after the answer is gone: a call that was cut and is applied all the same, later.
// In memory only: what is still to come is forgotten at a reset and when the emulator stops.

export interface Postponed {
  after(seconds: number, work: () => void): void
  clear(): void
}

export function createPostponed(): Postponed {
  const timers = new Set<NodeJS.Timeout>()
  return {
    after(seconds, work) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        work()
      }, seconds * 1000)
      timers.add(timer)
    },
    clear() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
