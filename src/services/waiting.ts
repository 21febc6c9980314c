/** Who waits for an answer to be on record, in this process: pages that would rather say "deposited" than "sending". */

export type Waiting = {
  /** Resolves when that claim link's wait is ended, after `waitMs` at the latest. */
  begin(claimLinkId: string, campaignId: string, waitMs: number): Promise<void>
  end(claimLinkId: string): void
  endAll(): void
  /** The claim links of the campaign that somebody waits for. */
  of(campaignId: string): string[]
  count(): number
}

type Waiter = { readonly campaignId: string; readonly end: () => void }

export function createWaiting(): Waiting {
  const waiters = new Map<string, Waiter>()
  const end = (claimLinkId: string) => waiters.get(claimLinkId)?.end()
  return {
    begin: (claimLinkId, campaignId, waitMs) =>
      new Promise(resolve => {
        const timer = setTimeout(() => end(claimLinkId), waitMs)
        const ended = () => {
          clearTimeout(timer)
          waiters.delete(claimLinkId)
          resolve()
        }
        waiters.set(claimLinkId, { campaignId, end: ended })
      }),
    end,
    endAll: () => {
      for (const claimLinkId of [...waiters.keys()]) end(claimLinkId)
    },
    of: campaignId => [...waiters].filter(([, waiter]) => waiter.campaignId === campaignId).map(([id]) => id),
    count: () => waiters.size,
  }
}
