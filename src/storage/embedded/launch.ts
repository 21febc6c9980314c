/**
 * Getting into the embedded PostgreSQL: adopting the server that runs on DATA_DIR, or launching it on a free port.
 * Everything here happens under the lock of DATA_DIR, which the caller holds.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectionTo, connectPresence } from './presence.ts'
import { findServer, launchServer, logTail } from './process.ts'

/** The presence connections are made to this database, so they never stand in the way of dropping another. */
const PRESENCE_DATABASE = 'postgres'

/**
 * Waits before launches after one that ended at once: a port taken in the meantime, backends of a killed server that are
 * still on their way out, or a server that a program launched just before it was killed.
 */
const PAUSES_MS = [0, 100, 200, 400, 800]

export type Launch = { dir: string; binaries: string; durable: boolean }

/**
 * A presence in the server that runs already (in crash recovery, perhaps) or in one launched now.
 * @throws when the server is not ready within 30 s, or ends again and again, with the end of its log
 */
export async function adoptOrLaunch(launch: Launch): Promise<Client> {
  for (const pause of PAUSES_MS) {
    await setTimeout(pause)
    const presence = (await adopt(launch.dir)) ?? (await launchAnew(launch))
    if (presence) return presence
  }
  throw new Error(`PostgreSQL does not start in ${launch.dir}; the end of its log: ${logTail(launch.dir)}`)
}

/** A presence in the server that runs already, or null when none does. */
export async function adopt(dir: string): Promise<Client | null> {
  const running = findServer(dir)
  if (running === null) return null
  return connectPresence(connectionTo(dir, running.port, PRESENCE_DATABASE), () => findServer(dir) !== null)
}

/** Null when the server exits before it is ready. */
async function launchAnew(launch: Launch): Promise<Client | null> {
  const port = await choosePort(launch.dir)
  writeFileSync(portFile(launch.dir), `${port}`)
  const server = await launchServer({ ...launch, port })
  return connectPresence(connectionTo(launch.dir, port, PRESENCE_DATABASE), () => isRunning(server))
}

function isRunning(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null
}

/** The port of last time while it is free, so that programs and people find the server where it was. */
async function choosePort(dir: string): Promise<number> {
  return (await bind(lastPort(dir)).catch(() => null)) ?? (await bind(0))
}

function lastPort(dir: string): number {
  try {
    return Number(readFileSync(portFile(dir), 'utf8'))
  } catch {
    return 0
  }
}

function portFile(dir: string): string {
  return join(dir, 'port')
}

/** The port that could be bound on loopback; 0 lets the kernel choose. */
async function bind(port: number): Promise<number> {
  const probe = createServer().listen({ port, host: '127.0.0.1', exclusive: true })
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
