/**
 * The service in a process of its own that kills itself with SIGKILL at one named point: a failpoint of compose(), or
 * the moments that only the HTTP client sees, which undici tells on its diagnostics channels.
 */
import diagnostics from 'node:diagnostics_channel'
import { parseConfig } from '../../src/config/config.ts'
import { listen } from '../../src/listener.ts'
import { startService } from '../../src/service.ts'
import type { Failpoint } from '../../src/services/context.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { noFile, recordingLog } from './service.ts'

const [databaseUrl = '', emulatorUrl = '', port = '0', point = ''] = process.argv.slice(2)

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

const channels: Readonly<Record<string, string>> = {
  'after-first-byte': 'undici:request:bodySent',
  'after-answer-headers': 'undici:request:headers',
}
const channel = channels[point]
if (channel) {
  diagnostics.subscribe(channel, message => {
    const { request } = message as { request: { path: string } }
    if (request.path === '/LoadAmazonBalance') die()
  })
}
const failpoint: Failpoint = name => {
  if (name === point) die()
}

const server = await listen('127.0.0.1', Number(port))
await startService(server, {
  config: parseConfig({ AMAZON_ENV: 'emulator' }, noFile, emulatorUrl),
  database: await openDatabase({ current: () => ({ connectionString: databaseUrl }) }),
  publicUrl: `http://localhost:${server.port}`,
  evidenceKey: 'a test key that is long enough to count',
  sessionSecrets: ['a session secret that both processes know'],
  log: recordingLog().log,
  trustProxy: [],
  maxRequestsInFlight: 100,
  buttonFile: null,
  trial: null,
  failpoint,
})
console.log(server.port)
