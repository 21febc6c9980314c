import type * as real from '../../../src/storage/audit.ts'
import { within } from '../memory-database.ts'

export const append: typeof real.append = (tx, entry) =>
  within(tx, `audit ${entry.action}`, work =>
    work.put('audit', `${entry.subject}/${entry.action}/${entry.actor}`, {
      ...entry,
      at: new Date(work.now()),
    }),
  )

/** Of each action about a subject there is one entry of each person at most. */
export const findLast: typeof real.findLast = (sql, subject, action) =>
  within(sql, 'find audit entry', work =>
    work.list('audit').findLast(entry => entry.subject === subject && entry.action === action),
  )
