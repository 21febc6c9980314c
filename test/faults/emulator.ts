/** The emulator that a scenario plays Amazon with: started once, never killed, its own witness of what happened. */
import { freePort } from '../helpers/behind-tls.ts'
import { eventually, run, type Scope } from '../helpers/program.ts'

export type Emulator = {
  readonly port: number
  readonly url: string
  readonly pid: number | undefined
  /** Replaces all faults that are played. */
  play(faults: readonly object[]): Promise<void>
  /** Plays one more; its id, or null when it is none that fits. */
  add(fault: object): Promise<string | null>
  /** Plays it no more. */
  remove(id: string): Promise<void>
  /** In major units of USD. */
  setFunds(amount: number): Promise<void>
  /** As the Incentives portal does. */
  switchKey(accessKeyId: string, active: boolean): Promise<void>
  /** NDJSON, as it was printed. */
  ledger(): Promise<string>
  calls(): Promise<string>
  /** How many are played or wait to be. */
  activeFaults(): Promise<number>
  /** Of every fault it can play on anything. */
  faultNames(): Promise<readonly string[]>
}

/** `perSecond` is the limit of each operation. */
export async function startEmulator(scope: Scope, perSecond: number): Promise<Emulator> {
  const port = await freePort()
  const command = [process.execPath, 'test/faults/emulator-program.ts', String(port), String(perSecond)]
  const program = run(scope, command, {})
  await eventually(() => program.stdout().includes('\n'), program.stderr)
  const url = program.stdout().trim()
  return {
    port,
    url,
    pid: program.child.pid,
    play: faults => put(`${url}/_emulator/faults`, faults),
    add: async fault => {
      const response = await send('POST', `${url}/_emulator/faults`, fault)
      const { id = null } = (await response.json()) as { id?: string }
      return id
    },
    remove: async id => void (await fetch(`${url}/_emulator/faults/${id}`, { method: 'DELETE' })),
    setFunds: amount => put(`${url}/_emulator/funds`, { currency: 'USD', amount }),
    switchKey: (accessKeyId, active) => put(`${url}/_emulator/keys`, { accessKeyId, active }),
    ledger: () => read(`${url}/_emulator/ledger`),
    calls: () => read(`${url}/_emulator/calls`),
    activeFaults: async () => {
      const { active } = JSON.parse(await read(`${url}/_emulator/faults`)) as { active: object[] }
      return active.length
    },
    faultNames: async () => {
      const { available } = JSON.parse(await read(`${url}/_emulator/faults`)) as { available: object }
      return Object.keys(available)
    },
  }
}

async function read(url: string): Promise<string> {
  const response = await fetch(url)
  const text = await response.text()
  if (response.ok) return text
  throw new Error(`${url}: ${text}`)
}

async function put(url: string, body: unknown): Promise<void> {
  const response = await send('PUT', url, body)
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
}

async function send(method: string, url: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return await fetch(url, { method, headers, body: JSON.stringify(body) })
}
