/** The test plan beside the emulator: finds or starts it, serves the service's pages, has an answer lost. */
import { createTransport, type Transport } from '../amazon/transport.ts'
import type { Parts } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { DomainError } from '../domain/errors.ts'
import { emulatorSettings, holdEmulator } from '../emulator-process.ts'
import { listen } from '../listener.ts'
import type { Secrets } from '../local-secrets.ts'
import { startService } from '../service.ts'
import { createMask } from '../testplan/mask.ts'
import { createRecorder, type Recorder } from '../testplan/recorder.ts'

/** Takes a closer for the end of the run; they are called in reverse. */
export type Closing = (closer: () => Promise<void>) => void

/** The emulator of this data directory, held as `npm start` holds it. */
export async function emulatorFor(config: Config, dataDir: string, closing: Closing): Promise<string> {
  const { url, release } = await holdEmulator(emulatorSettings(config, dataDir))
  closing(release)
  return url
}

/** What somebody has switched on at an emulator that ran before, in words; cases fail for it that are fine. */
export async function switchedOn(emulatorUrl: string): Promise<string | null> {
  const read = async <T>(name: string) =>
    (await (await fetch(`${emulatorUrl}/_emulator/${name}`)).json()) as T
  const { active } = await read<{ active: { fault: string }[] }>('faults')
  const { name } = await read<{ name: string | null }>('world')
  const world = name === 'replaying' ? [] : [`world ${name ?? 'of its own'}`]
  return [...active.map(({ fault }) => `fault ${fault}`), ...world].join(', ') || null
}

type ServiceParts = Parts & Secrets & { readonly config: Config }

/** The service on a free port in this process. What it sends to the Incentives API is recorded. */
export async function serve(
  parts: ServiceParts,
  closing: Closing,
): Promise<{ publicUrl: string; service: Pick<Recorder, 'take'> }> {
  const { config } = parts
  const server = await listen('127.0.0.1', 0)
  closing(() => server.close())
  const publicUrl = `http://localhost:${server.port}`
  const recorder = recorderFor(config)
  const { trustProxy, maxRequestsInFlight, retentionDays, amazonButtonFile: buttonFile } = config
  const rest = { trustProxy, maxRequestsInFlight, retentionDays, buttonFile, trial: null }
  const service = await startService(server, { ...parts, publicUrl, transport: recorder.transport, ...rest })
  closing(() => service.close())
  return { publicUrl, service: recorder }
}

/** Only loads are recorded: the calls of a sign-in carry codes and tokens. */
function recorderFor({ accounts }: Config): Recorder {
  const plain = createTransport()
  const [account] = accounts
  if (!account) throw new Error('bug: the configuration has an account')
  const recorder = createRecorder(plain, createMask(account))
  const send: Transport['send'] = (url, message) =>
    (url.endsWith('/LoadAmazonBalance') ? recorder.transport : plain).send(url, message)
  return { ...recorder, transport: { send, close: () => plain.close() } }
}

/** Plants a fault for the next call about one request id. */
export function plantAt(emulatorUrl: string) {
  return async (fault: string, requestId: string): Promise<void> => {
    const response = await fetch(`${emulatorUrl}/_emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault, requestId, count: 1 }),
    })
    if (!response.ok)
      throw new DomainError('unavailable', `the emulator took no fault: ${await response.text()}`)
  }
}
