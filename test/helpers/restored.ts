/** A second database as a backup would bring it back: an older copy of the first, with use cases of its own. */
import { compose } from '../../src/compose.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { copyTestDatabase } from './database.ts'
import type { Closing, TestService } from './service.ts'

/** The service on a copy of its database as it is now; the emulator is the same one. */
export async function restoreCopy(service: TestService, closing: Closing): Promise<TestService> {
  const { url, drop } = await copyTestDatabase(service.databaseUrl)
  closing(drop)
  const database = await openDatabase({ current: () => ({ connectionString: url }) })
  closing(() => database.close())
  const { accounts, publicUrl, evidenceKey, log, resendWindowMs } = service.context
  const config = { accounts: [...accounts.values()], resendWindowMs }
  const composed = compose({ config, database, publicUrl, evidenceKey, log })
  closing(composed.close)
  return { ...service, database, databaseUrl: url, context: composed.context }
}
