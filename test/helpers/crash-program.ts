/**
 * The service in a process of its own that kills itself with SIGKILL at one named point: a failpoint of compose(), or
 * the moments that only the HTTP client sees, which undici tells on its diagnostics channels.
 */
import diagnostics from 'node:diagnostics_channel'
import type { Failpoint } from '../../src/services/context.ts'
import { startClaimService } from './claim-service.ts'

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

const place = { databaseUrl, emulatorUrl, port: Number(port) }
console.log((await startClaimService(place, failpoint)).port)
