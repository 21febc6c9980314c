/** A link as `--json` prints it. */
import { reference } from '../domain/claim-link.ts'
import { stateOf } from '../domain/link-state.ts'
import { toDecimal } from '../domain/money.ts'
import type { ShownLink } from '../services/claim-link.ts'

export function shownLink({ campaignOver, ...link }: ShownLink) {
  return {
    ...link,
    reference: reference(link.id),
    amount: toDecimal(link),
    state: stateOf({ ...link, campaignOver }, new Date()),
  }
}
