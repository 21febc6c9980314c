/** The emulator that a scenario plays Amazon with: started once, never killed, its own witness of what happened. */
import { freePort } from '../helpers/behind-tls.ts'
import { eventually, run, type Scope } from '../helpers/program.ts'

export type Emulator = {
  readonly port: number
  readonly url: string
  /** Replaces all faults that are played. */
  play(faults: readonly object[]): Promise<void>
  /** In major units of USD. */
  setFunds(amount: number): Promise<void>
  /** NDJSON, as it was printed. */
  ledger(): Promise<string>
  calls(): Promise<string>
  /** The name of every fault it can play on loads, with what it does. */
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
    play: faults => put(`${url}/_emulator/faults`, faults),
    setFunds: amount => put(`${url}/_emulator/funds`, { currency: 'USD', amount }),
    ledger: () => read(`${url}/_emulator/ledger`),
    calls: () => read(`${url}/_emulator/calls`),
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
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
}
