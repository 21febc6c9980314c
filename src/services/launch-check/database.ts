/** Whether the database forgets nothing: by its settings, and by its backups. */
import { failed, passed } from '../../domain/finding.ts'
import { backedUpAt, durabilitySettings } from '../../storage/server-setting.ts'
import type { Check } from './check.ts'

export const checkDurable: Check = async ({ database }) => {
  const settings = await durabilitySettings(database)
  const off = [...settings].filter(([, value]) => value === 'off').map(([name]) => name)
  if (off.length === 0) return passed('fsync, full_page_writes and synchronous_commit are on.')
  return failed(
    `The PostgreSQL server has switched off ${off.join(' and ')}.`,
    `Set ${off.map(name => `${name} = on`).join(', ')} in postgresql.conf and reload it: a power cut would lose deposits that Amazon has made.`,
  )
}

const oldestMs = 7 * 86_400_000

export const checkBackup: Check = async ({ database, clock }) => {
  const at = await backedUpAt(database)
  const fix =
    'Run “backup” every hour or so and keep the file on another machine; if you back up by other means, “launch waive backup --by NAME --reason TEXT” and say by which.'
  if (!at) return failed('No backup has been made.', fix)
  if (clock().getTime() - at.getTime() > oldestMs)
    return failed(`The last one was made ${at.toISOString().slice(0, 10)}.`, fix)
  return passed(`The last one was made ${at.toISOString().slice(0, 10)}.`)
}
