/** The service that a claim is walked through before and after a kill: the same in a process of its own and in the test's. */
import { parseConfig } from '../../src/config/config.ts'
import { listen } from '../../src/listener.ts'
import { startService } from '../../src/service.ts'
import type { Failpoint } from '../../src/services/context.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { noFile, recordingLog } from './service.ts'

export type Place = { readonly databaseUrl: string; readonly emulatorUrl: string; readonly port: number }

/** Listens on the port, or on a free one for 0. Processes that follow each other know each other's sessions. */
export async function startClaimService(
  { databaseUrl, emulatorUrl, port }: Place,
  failpoint: Failpoint = () => {},
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = await listen('127.0.0.1', port)
  const database = await openDatabase({ current: () => ({ connectionString: databaseUrl }) })
  const service = await startService(server, {
    config: parseConfig({ AMAZON_ENV: 'emulator' }, noFile, emulatorUrl),
    database,
    publicUrl: `http://localhost:${server.port}`,
    evidenceKey: 'a test key that is long enough to count',
    sessionSecrets: ['a session secret that both processes know'],
    log: recordingLog().log,
    trustProxy: [],
    maxRequestsInFlight: 100,
    retentionDays: 400,
    buttonFile: null,
    trial: null,
    failpoint,
  })
  return { port: server.port, close: () => service.close().then(database.close) }
}
