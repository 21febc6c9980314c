/**
 * Secrets of a trial installation: made on the first start and kept in the data directory, so that a restart ends no
 * browser session. Sandbox and production take theirs from the configuration alone.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config/config.ts'

const schema = z.object({ sessionSecret: z.string().min(32), evidenceKey: z.string().min(32) })
type LocalSecrets = z.infer<typeof schema>

export type Secrets = {
  readonly sessionSecrets: readonly [string, ...string[]]
  readonly evidenceKey: string
}

/** The configured secrets, or for what is not configured those of this data directory. */
export function secretsOf({ sessionSecrets, evidenceKey }: Config, dataDir: string): Secrets {
  if (sessionSecrets && evidenceKey) return { sessionSecrets, evidenceKey }
  const local = localSecrets(dataDir)
  return {
    sessionSecrets: sessionSecrets ?? [local.sessionSecret],
    evidenceKey: evidenceKey ?? local.evidenceKey,
  }
}

/** Reads the secrets, or makes them; of two processes that start at once the first one's count. */
function localSecrets(dataDir: string): LocalSecrets {
  const path = join(dataDir, 'secrets.json')
  const fresh = { sessionSecret: randomText(), evidenceKey: randomText() }
  try {
    writeFileSync(path, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flag: 'wx' })
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  }
}

function randomText(): string {
  return randomBytes(32).toString('base64url')
}
