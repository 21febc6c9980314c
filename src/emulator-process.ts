/**
 * The emulator as `npm start` uses it: a program of its own, reached by URL. One that already runs is taken; else one
 * is started in a session of its own, so that Ctrl-C here does not cut it off, and it ends when its last holder leaves.
 */
import { readFileSync } from 'node:fs'
import { type ClientRequest, get, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Config } from './config/config.ts'
import { type EmulatorSettings, startEmulator } from './emulator-start.ts'

export type HeldEmulator = { readonly url: string; release(): Promise<void> }

/** What an emulator is started with, so that it fits the first partner account. */
export function emulatorSettings(config: Config, dataDir: string): EmulatorSettings {
  const { region = 'us-east-1', amountUnit = 'major' } = config.accounts[0]?.incentives ?? {}
  const { emulatorPort: port, emulatorFunds: funds, emulatorSeed: seed, emulatorRecord: record } = config
  return { port, dataDir, region, amountUnit, funds, seed, record }
}

/**
 * Finds or starts the emulator of this data directory, or the one at a fixed `port`, and holds it. Throws `unavailable`
 * when none starts, or when `stopping` says that nobody waits any more.
 */
export async function holdEmulator(
  settings: EmulatorSettings,
  stopping?: AbortSignal,
): Promise<HeldEmulator> {
  const { url, id, connection } = await findAndHold(settings, stopping)
  return {
    url,
    release: async () => {
      // Read before the goodbye, because a stopping emulator takes its note away first.
      const pid = recorded(settings.dataDir)?.pid
      const answer = await call('DELETE', `${url}/_emulator/hold/${id}`).catch(() => '')
      connection.destroy()
      if (answer.includes('"stopping":true')) await gone(pid)
    },
  }
}

const mostTries = 20
/** For its first line. */
const holdMs = 2_000

/** One that is found may be on its way out because its last holder has just left: then there is another one in a moment. */
async function findAndHold(
  settings: EmulatorSettings,
  stopping?: AbortSignal,
): Promise<{ url: string } & Hold> {
  const find = () => findEmulator(settings)
  for (let tries = 1; ; tries++) {
    const url = (await find()) ?? (await startEmulator(settings, find, stopping))
    try {
      return { url, ...(await hold(url)) }
    } catch (error) {
      if (tries === mostTries || stopping?.aborted) throw error
      await sleep(100)
    }
  }
}

/** The URL of the emulator of this data directory, else of the one at the port; null when neither runs. */
export async function findEmulator({
  port,
  dataDir,
}: Pick<EmulatorSettings, 'port' | 'dataDir'>): Promise<string | null> {
  for (const url of [recordedUrl(dataDir), port === 0 ? null : `http://localhost:${port}`]) {
    if (url !== null && (await isEmulator(url))) return url
  }
  return null
}

const note = z.object({ pid: z.number(), url: z.string() })

function recorded(dataDir: string): z.infer<typeof note> | null {
  try {
    return note.parse(JSON.parse(readFileSync(join(dataDir, 'emulator', 'emulator.json'), 'utf8')))
  } catch {
    return null
  }
}

function recordedUrl(dataDir: string): string | null {
  return recorded(dataDir)?.url ?? null
}

async function isEmulator(url: string): Promise<boolean> {
  const health = await call('GET', `${url}/_emulator/health`).catch(() => '')
  return health.includes('"emulator":"login-and-receive"')
}

const holdId = z.object({ id: z.string() })

type Hold = { readonly id: string; readonly connection: ClientRequest }

/** Opens the connection that keeps the emulator alive; its first line is the hold's id. */
async function hold(url: string): Promise<Hold> {
  const connection = get(`${url}/_emulator/hold`)
  const late = setTimeout(() => connection.destroy(new Error('the emulator does not answer')), holdMs)
  const first = new Promise<Buffer>((resolve, reject) => {
    connection.on('error', reject).on('response', response => {
      response
        .once('data', resolve)
        .once('close', () => reject(new Error('the emulator ended')))
        .on('error', reject)
    })
  })
  const line = await first.finally(() => clearTimeout(late))
  return { id: holdId.parse(JSON.parse(line.toString())).id, connection }
}

/** Waits a moment for the process, so that nothing is left when we are gone. */
async function gone(pid: number | undefined): Promise<void> {
  for (let wait = 0; wait < 80 && pid !== undefined && isAlive(pid); wait++) await sleep(25)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function call(method: string, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, timeout: 1_000 }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(text)).on('error', reject)
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout'))).on('error', reject)
    outgoing.end()
  })
}
