/** The service as `npm start` runs it: started, ready with what it printed, ended by signals. */
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { eventually, type Program, run, type Variables } from './program.ts'

export type ServiceProgram = Program & {
  readonly url: string
  readonly emulatorUrl: string
  readonly claimUrl: string
  /** From the spawn to the line with the claim link. */
  readonly readyMs: number
}

/** `npm` as people start it; `node` where nothing depends on it, because it is there half a second sooner. */
export const commands = {
  npm: ['npm', 'start'],
  node: [process.execPath, 'src/main.ts'],
  /** With the heap that `npm start` allows it, under its own process id. */
  bounded: [process.execPath, '--max-old-space-size=200', '--max-semi-space-size=8', 'src/main.ts'],
  afterRestore: [process.execPath, 'src/main.ts', '--after-restore'],
} as const

/** Starts it on free ports, ready or not. */
export function spawnService(
  t: TestContext,
  dir: string,
  variables: Variables = {},
  command: keyof typeof commands = 'node',
  ...flags: readonly string[]
): Program {
  return run(t, [...commands[command], ...flags], {
    DATA_DIR: dir,
    PORT: '0',
    EMULATOR_PORT: '0',
    ...variables,
  })
}

/** Starts it and waits for its last line. */
export async function startService(...args: Parameters<typeof spawnService>): Promise<ServiceProgram> {
  const started = performance.now()
  const program = spawnService(...args)
  await eventually(
    () => /^Staff sign-in, once: .*\n/m.test(program.stdout()) || program.child.exitCode !== null,
    program.stderr,
  )
  const readyMs = Math.round(performance.now() - started)
  const [url, emulatorUrl, claimUrl] = readyLines(program).map(line => line.replace(/^[^:]*: /, ''))
  if (!url || !emulatorUrl || !claimUrl) throw new Error(`it did not start: ${program.stderr()}`)
  return { ...program, url, emulatorUrl, claimUrl, readyMs }
}

/** What it printed, without npm's own two lines about the script. */
export function readyLines({ stdout }: Program): string[] {
  return stdout()
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('> '))
}

/** Sends the signals, half a second apart, to the program itself; its exit and how long that took. */
export async function stop(
  { child, exit }: Program,
  ...signals: readonly NodeJS.Signals[]
): Promise<{ exit: number | string; ms: number }> {
  const started = performance.now()
  for (const [index, signal] of signals.entries()) {
    if (index > 0) await setTimeout(500)
    child.kill(signal)
  }
  return { exit: await exit, ms: Math.round(performance.now() - started) }
}

/** How the emulator answers the next loads; the forms of faults are its own. */
export async function setFault({ emulatorUrl }: ServiceProgram, fault: object): Promise<void> {
  const response = await fetch(`${emulatorUrl}/_emulator/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([fault]),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** How often each load that the emulator applied was asked for. */
export async function timesRequested(emulatorUrl: string): Promise<number[]> {
  const text = await (await fetch(`${emulatorUrl}/_emulator/ledger`)).text()
  const lines = text.split('\n').filter(Boolean)
  return lines.map(line => (JSON.parse(line) as { timesRequested: number }).timesRequested)
}
