/** A second database as a backup would bring it back, or a new one for what was lost, with use cases of its own. */
import { compose } from '../../src/compose.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment } from '../../src/storage/installation.ts'
import { register } from '../../src/storage/partner-account.ts'
import { copyTestDatabase } from './database.ts'
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
