/** A second database as a backup would bring it back, or a new one for what was lost, with use cases of its own. */
import { createReadStream } from 'node:fs'
import type { TestContext } from 'node:test'
import { compose } from '../../src/compose.ts'
import { restore } from '../../src/services/backup.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment, stampEvidenceKeys } from '../../src/storage/installation.ts'
import { register } from '../../src/storage/partner-account.ts'
import { backedUp, backupFile } from './backed-up.ts'
import { copyTestDatabase } from './database.ts'
import { decision } from './imported.ts'
import { type Closing, openTestStore, type TestService } from './service.ts'

/** The service on a copy of its database as it is now; the emulator is the same one. */
export async function restoreCopy(service: TestService, closing: Closing): Promise<TestService> {
  const { url, drop } = await copyTestDatabase(service.databaseUrl)
  closing(drop)
  const database = await openDatabase({ current: () => ({ connectionString: url }) })
  closing(() => database.close())
  return onDatabase(service, closing, database, url)
}

/** The service on a new database, as a first start leaves it; the emulator is the same one. */
export async function startAnew(service: TestService, closing: Closing): Promise<TestService> {
  const { database, url } = await openTestStore(closing)
  await stampEnvironment(database, 'emulator')
  for (const account of service.context.accounts.values()) await register(database, account)
  return onDatabase(service, closing, database, url)
}

export type Restorable = {
  /** The service on a new database into which it was restored; the emulator is the same one. */
  restored(like?: TestService): Promise<TestService>
}

/** Makes a backup, of which what comes later is forgotten. */
export async function backUp(t: TestContext, service: TestService, closing: Closing): Promise<Restorable> {
  await stampEvidenceKeys(service.database, keysOf(service))
  const file = backupFile(t, await backedUp(service))
  const restored = async (like = service) => {
    const second = await startAnew(like, closing)
    await restore(keysOf(second), createReadStream(file), decision, () => {})
    return second
  }
  return { restored }
}

export function keysOf({ context }: TestService) {
  return { ...context, earlierEvidenceKeys: [] }
}

function onDatabase(
  service: TestService,
  closing: Closing,
  database: Database,
  databaseUrl: string,
): TestService {
  const { accounts, publicUrl, evidenceKey, log, resendWindowMs } = service.context
  const config = { accounts: [...accounts.values()], resendWindowMs }
  const { context, close } = compose({ config, database, publicUrl, evidenceKey, log })
  closing(close)
  return { ...service, database, databaseUrl, context }
}
