/**
 * The embedded PostgreSQL as a program uses it: opened, kept running while the program lives, and left, the last
 * one out stopping it. Programs that share a DATA_DIR share the server. Schema and queries are not here.
 */
import { realpathSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Client } from 'pg'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { createDataDir, unreachable } from './data-dir.ts'
import { withDataDirLock } from './data-dir-lock.ts'
import { adopt, adoptOrLaunch, type Launch } from './launch.ts'
import { type Connection, connectionTo, DATABASE, ensureDatabase, leave } from './presence.ts'
import { findServer, stopServer } from './process.ts'

export type EmbeddedServer = {
  /** Read it for each new connection: a server that died comes back on the same port only while that is free. */
  readonly connection: Connection
  /** Leaves; stops the server when no other client is connected. Close the pools first. */
  close(): Promise<void>
}

type Options = {
  /** False switches off every protection against a power cut: for throw-away databases of tests only. */
  durable: boolean
  /** Hears that the server was lost, and of every attempt to bring it back that failed. */
  onLost?: (error: Error) => void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/**
 * Opens the PostgreSQL of this DATA_DIR, making it on the first start.
 * @throws when the platform has no embedded PostgreSQL, or when the server does not become ready within 30 s
 */
export async function openEmbedded(dataDir: string, options: Options): Promise<EmbeddedServer> {
  const reason = unreachable(dataDir)
  if (reason !== null) throw new Error(`PostgreSQL cannot use ${dataDir}: ${reason}`)
  createDataDir(dataDir)
  const dir = realpathSync(dataDir)
  return withDataDirLock(dir, async () => {
    const launch = { dir, durable: options.durable, binaries: await findBinaries(dir) }
    await ensureCluster(launch)
    const presence = await adoptOrLaunch(launch)
    await ensureDatabase(presence)
    return stay(launch, presence, options.onLost ?? (() => {}))
  })
}

function stay(launch: Launch, first: Client, onLost: (error: Error) => void): EmbeddedServer {
  const leaving = new AbortController()
  let { port } = first
  let presence: Client | null = null
  let recovery = Promise.resolve()
  enter(first)

  function enter(client: Client): void {
    port = client.port
    presence = client.once('end', () => {
      presence = null
      if (!leaving.signal.aborted) recovery = recover()
    })
  }

  async function recover(): Promise<void> {
    onLost(new Error('The connection to the embedded PostgreSQL ended'))
    for (let pause = FIRST_PAUSE_MS; !leaving.signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return enter(await withDataDirLock(launch.dir, () => adoptOrLaunch(launch)))
      } catch (error) {
        onLost(error as Error)
        await setTimeout(pause, undefined, { signal: leaving.signal }).catch(() => {})
      }
    }
  }

  return {
    get connection() {
      return connectionTo(launch.dir, port, DATABASE)
    },
    async close() {
      leaving.abort()
      await recovery
      await withDataDirLock(launch.dir, () => leaveServer(launch.dir, presence))
    },
  }
}

/** The server may die at this very moment: then what is left of it, if anything, is looked at once more. */
async function leaveServer(dir: string, presence: Client | null): Promise<void> {
  const client = presence ?? (await adopt(dir))
  if (client === null) return
  try {
    const outcome = await leave(client)
    const server = findServer(dir)
    await client.end()
    if (outcome === 'last' && server) await stopServer(dir, server.pid)
  } catch (error) {
    if (presence === null) throw error
    await leaveServer(dir, null)
  }
}
