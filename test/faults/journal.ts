/** What people were shown, one line a look: the checker's only witness of the pages. */
import { claimLinkId } from '../../src/domain/claim-link.ts'

/** `press` is the confirming press, before it is sent; `ack` the answer to it; `page` every other look. */
export type Kind = 'press' | 'ack' | 'page'
export type State = 'unclaimed' | 'waiting' | 'deposited' | 'refused' | 'review' | 'other-account'

export type Journal = {
  /** `at` is in milliseconds since 1970; `account` is the Amazon account id of who looked, if signed in. */
  note(sight: { at: number; link: string; account: string | null; kind: Kind; state: State }): void
  /** How many looks found this. */
  count(state: State): number
  text(): string
}

export function createJournal(): Journal {
  const lines: string[] = []
  const counts = new Map<State, number>()
  return {
    note: ({ at, link, account, kind, state }) => {
      counts.set(state, (counts.get(state) ?? 0) + 1)
      const id = claimLinkId(link.split('/').at(-1) ?? '')
      const time = new Date(at).toISOString()
      lines.push(JSON.stringify({ at: time, claimLinkId: id, account, kind, state }))
    },
    count: state => counts.get(state) ?? 0,
    text: () => lines.join('\n'),
  }
}
