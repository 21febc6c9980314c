/** Speaks of access keys in the log that are too old or too many: once a day for each partner account, by one process. */

import { mostDays } from '../domain/access-key.ts'
import type { ShownKeys } from '../domain/key-list.ts'
import * as accessKeys from '../storage/access-key.ts'
import type { Context } from './context.ts'
import { listKeys } from './key-list.ts'

/** Every process asks; whoever asks first in a day speaks. */
export async function warnOfKeys(context: Context): Promise<void> {
  for (const shown of await listKeys(context)) {
    const [first] = shown.keys
    if (!first || !needsWords(shown)) continue
    if (await accessKeys.takeWarning(context.database, shown.account, first.idHash)) warn(context, shown)
  }
}

function needsWords({ keys, overdueDays }: ShownKeys): boolean {
  return overdueDays > 0 || keys.some(({ level }) => level !== 'good')
}

function warn({ log }: Context, { account, keys, overdueDays }: ShownKeys): void {
  for (const { lastFour: key, days, level } of keys) {
    if (level === 'warning') log.warn({ account, key, days }, 'an access key has to be replaced soon')
    if (level === 'error') log.error({ account, key, days }, `an access key is older than ${mostDays} days`)
  }
  if (overdueDays > 0)
    log.warn({ account, days: overdueDays }, 'two access keys are active for longer than a rotation takes')
}
