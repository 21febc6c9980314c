// The transactions that GetGiftCardActivityPage lists, as gift-card operations leave them behind.
// Loads are in the ledger and the list of calls already; the page adds them.

import type { Activity, Journal } from '../../journal.ts'

export interface Activities {
  record(activity: Activity): void
  list(): readonly Activity[]
  clear(): void
}

/** Restores the list from the journal and keeps writing to it. */
export function createActivities(journal: Journal): Activities {
  const activities: Activity[] = []
  for (const fact of journal.facts) if (fact.fact === 'activity') activities.push(fact)
  return {
    record(activity) {
      journal.append({ fact: 'activity', ...activity })
      activities.push(activity)
    },
    list: () => activities,
    clear() {
      activities.length = 0
    },
  }
}
