/** Whether the links of a campaign can be claimed, as the end of a sentence that begins with them. */
import type { Closed } from '../../src/domain/campaign.ts'

/** `closed` is why nothing can be claimed now. */
export function claimable(closed: Closed | null): string {
  switch (closed) {
    case null:
      return 'can be claimed'
    case 'not-launched':
      return 'can be claimed once the campaign is launched'
    case 'not-yet-open':
      return 'can be claimed once the campaign opens'
    case 'paused':
      return 'can be claimed once the campaign is resumed'
    case 'ended':
    case 'expired':
      return 'cannot be claimed any more: the campaign is over'
  }
}
